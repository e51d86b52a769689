"""Training of the Vietnamese line reader: rendering of lines, training, evaluation and export."""
