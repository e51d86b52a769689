"""The font of visible stamps, shipped so that a seal looks the same on every machine."""
