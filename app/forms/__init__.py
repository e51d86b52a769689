"""Forms of a dossier that are filled from what is on file, printed, and known when they return."""
