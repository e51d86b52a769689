"""Steps 1 and 2: bytes become pages, within limits; a first verdict on each."""
