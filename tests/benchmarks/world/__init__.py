"""Tests of the comparison with other programs."""
