"""Step 4, clean: makes a page upright, level and clean, for reading only."""
