"""Which files of a source make a batch, and what it will cost."""
