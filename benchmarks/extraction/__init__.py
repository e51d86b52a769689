"""Benchmark of field extraction: exact values, share accepted, precision of the accepted."""
