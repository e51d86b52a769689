"""Running of shards: leases, reader processes, pace."""
