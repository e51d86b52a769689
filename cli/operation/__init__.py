"""Commands for administrators of an installation."""
