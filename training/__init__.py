"""Training of the Vietnamese recogniser: rendering of lines, training, evaluation and export."""
