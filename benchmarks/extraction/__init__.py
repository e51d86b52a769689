"""How well fields come out of scanned papers: exact values, share accepted, precision of it."""
