"""Whether a signed file is what it claims to be."""
