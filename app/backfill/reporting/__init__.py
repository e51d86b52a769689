"""Reports on batches: quality, and the outcome of every file."""
