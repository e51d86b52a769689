"""Planning of batches: which files of a source they contain, and what they will cost."""
