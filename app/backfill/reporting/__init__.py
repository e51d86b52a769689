"""How good a batch is, and what became of every file."""
