"""Backfill: legacy papers by the million, in shards, each taken in once.

    plan (`plan.py`)  ->  shards of a batch (`storage.batches`)  ->  one flow run a shard (`run.py`)
    a flow run: a runner (`shards.py`) that hands papers to reader processes (`readers.py`)

The ledger decides what is done; Prefect only starts runs and shows them.
"""
