"""Evidence for and against a value, rules and thresholds, and the field state derived from them."""
