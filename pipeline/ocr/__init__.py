"""Detection and recognition of text lines: networks, language model, second reader."""
