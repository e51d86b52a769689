"""The verbs: what people and systems do with papers, each implemented once."""
