"""Scanners that a station drives."""
