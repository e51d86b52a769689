"""Step 4: a page made upright, level and clean, for reading only."""
