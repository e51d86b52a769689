"""The station: what it survives, and how long a paper takes."""
