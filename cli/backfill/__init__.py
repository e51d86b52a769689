"""`motlan backfill` and its screens."""
