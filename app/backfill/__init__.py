"""The backfill: digitises millions of archived papers in shards, each paper once."""
