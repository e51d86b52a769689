"""The query service: other systems ask what is on file instead of asking the citizen again."""
