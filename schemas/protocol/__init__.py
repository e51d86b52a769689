"""The protocol between a scanning station and the centre."""
