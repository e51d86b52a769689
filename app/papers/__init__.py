"""The verbs on a single paper, from its bytes to its erasure."""
