"""What is installed where, and that it suffices."""
