"""Step 5: one page read, with its lines, codes, boxes, stamps and handwriting."""
