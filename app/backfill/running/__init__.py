"""Shards at work: leases, reader processes, pace."""
