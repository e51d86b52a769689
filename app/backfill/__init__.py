"""Legacy papers by the million, in shards, each taken in once."""
