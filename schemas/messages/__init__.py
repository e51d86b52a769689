"""What is said to people, in two languages: errors, exit codes, words of the screens."""
