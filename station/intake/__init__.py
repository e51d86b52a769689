"""The drop folder: watching it, and detecting complete files."""
