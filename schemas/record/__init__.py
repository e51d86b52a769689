"""The record of one paper: readings, evidence, pages, versions, tombstones."""
