"""Law as data: procedures, rules of intake and rules of review, each with its validity period."""
