"""Normalisation and checks of values: dates, names, addresses, closed lists."""
