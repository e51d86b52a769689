"""From lines to fields: which type a paper is, and what its values are."""
