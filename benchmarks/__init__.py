"""Measured comparisons, one command each."""

import os

os.environ.setdefault("MOTLAN_TRIAL", "1")  # they sign with test keys
