"""The object store: one port, a folder or S3 behind it, and what wraps them."""
