"""How facts look on a page: words, fields, charts, lists."""
