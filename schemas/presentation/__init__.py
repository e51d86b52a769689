"""How paper types and their values are shown to people and other systems; no extraction rules."""
