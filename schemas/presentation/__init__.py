"""How types of papers and their values look to people and to other systems; no rule of reading."""
