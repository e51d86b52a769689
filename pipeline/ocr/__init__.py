"""Finding and reading lines of text: networks, language model, second reader."""
