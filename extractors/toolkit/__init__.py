"""Building blocks of extractors: rows, labels, columns, tables, signatures."""
