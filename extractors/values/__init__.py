"""From the text of a value to its normalised form: dates, names, addresses, closed lists."""
