"""A town of invented people, and whether what they handed in is found: see docs/query.md."""
