"""Query benchmarks: how fast papers are found, and how the time grows with their number."""
