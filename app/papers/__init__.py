"""What is done with one paper, from its bytes to its erasure."""
