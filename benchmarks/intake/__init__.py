"""How intake stands up to real scans and damaged files."""
