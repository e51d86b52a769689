"""The process that serves: its start and end, reading processes, chores in the background."""
