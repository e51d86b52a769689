"""Draws papers of invented people in the layouts of real ones, prints them and scans them."""
