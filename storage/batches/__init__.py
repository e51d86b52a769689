"""State of the backfill: batches, shards, files, statistics, pace."""
