"""What an operator relies on: health checks, backup and restore."""
