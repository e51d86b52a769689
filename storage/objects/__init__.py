"""The object store: one port, implementations for a folder and S3, and wrappers around them."""
