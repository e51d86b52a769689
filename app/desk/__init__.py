"""The work between the scanner and the store, where people stand between the steps."""
