"""Scanner back-ends: eSCL and SANE."""
