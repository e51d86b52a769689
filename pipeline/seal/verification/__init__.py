"""Verification of signed files."""
