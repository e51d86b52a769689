"""The font of visible stamps, shipped so that stamps look the same on every machine."""
