"""Messages for people in two languages: errors, exit codes, labels of the screens."""
