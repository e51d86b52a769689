"""From bytes to a sealed paper: pure steps that take values and return frozen values."""
