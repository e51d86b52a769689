"""The reuse check: what need not be handed in again, and why."""
