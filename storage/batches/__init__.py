"""The backfill's books: batches, shards, files, pace."""
