"""Type-specific extractors, beyond printed labels: one module per paper type, with its name."""
