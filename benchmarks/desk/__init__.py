"""How a clerk and the machine share the work at the desk."""
