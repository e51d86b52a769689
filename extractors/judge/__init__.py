"""What speaks for and against a value, and the one decision that follows from it."""
