"""Steps 1 and 2: from bytes to pages, within limits; a first quality verdict on each page."""
