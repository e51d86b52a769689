"""Commands on papers."""
