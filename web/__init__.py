"""Pages that clerks, checkers, supervisors and citizens look at."""
