"""What a scanning station and the centre say to one another."""
