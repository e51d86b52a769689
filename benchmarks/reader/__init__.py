"""How well, and at what cost, readers of single lines read real Vietnamese papers."""
