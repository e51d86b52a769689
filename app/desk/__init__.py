"""The desk: the work between scanner and store, in which people act between the steps."""
