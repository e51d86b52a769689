"""Text of the rendered lines: letters, words, names, running text."""
