"""Packages for handing over to the historical archive (TT 05/2025/TT-BNV, Phụ lục I).

The shape is that of E-ARK CSIP: METS tells the structure, EAD what the papers are, PREMIS where
they come from and that they are unchanged.
"""
