"""The paper types, one module each."""
