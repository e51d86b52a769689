"""Law as data: procedures and the rules of intake and review, each with its days of force."""
