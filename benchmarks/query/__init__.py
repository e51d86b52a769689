"""How fast papers are found, and how that grows with their number."""
