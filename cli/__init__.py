"""The `motlan` command."""
