"""Benchmarks of intake with real scans and damaged files."""
