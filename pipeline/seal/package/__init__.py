"""Packages for the transfer to the historical archive (TT 05/2025/TT-BNV, Phụ lục I).

The format is E-ARK CSIP: METS describes the structure, EAD the papers, PREMIS their provenance and
integrity.
"""
