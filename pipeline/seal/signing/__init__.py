"""Signatures and timestamps: keys, tokens, profiles, visible stamps."""
