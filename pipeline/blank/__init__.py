"""Blanks: drawn and filled before printing, compared with the print when they return."""
