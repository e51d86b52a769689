"""Benchmarks of the station: crash safety and latency."""
