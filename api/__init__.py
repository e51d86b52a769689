"""The query service: other systems query what is on file instead of asking the citizen again."""
