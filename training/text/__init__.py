"""What stands on the lines: letters, words, names, running text."""
