"""Manual, decisions, and the commands that draw their pictures."""
