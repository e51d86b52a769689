"""Sample papers of invented people, with their true values, and the generator that drew them."""
