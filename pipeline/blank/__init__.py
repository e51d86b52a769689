"""Blanks: drawn and filled before they are printed, compared with what was printed when they return."""
