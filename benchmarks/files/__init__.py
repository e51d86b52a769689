"""Hard files: inputs of every kind that scanners, phones and offices make, through the product."""
