"""Keys: those of the installation, and those with which people sign."""
