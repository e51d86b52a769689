"""From the bytes of a paper to its record and its signed files."""
