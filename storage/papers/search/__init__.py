"""Finds papers: the index, its persons, full text and similar pages."""
