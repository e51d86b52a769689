"""Benchmark of the desk: how a clerk and the machine share the work."""
