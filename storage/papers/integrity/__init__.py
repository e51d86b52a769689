"""The store proves itself: what is lost, altered or false is found and healed."""
