"""Classification and field extraction: from lines of text to a paper type and its values."""
