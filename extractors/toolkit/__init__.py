"""What extractors are made of: rows, labels, columns, tables, signatures."""
