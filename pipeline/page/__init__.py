"""Step 5: reads a page: lines, codes, boxes, stamps and handwriting."""
