"""Sealing measured: cost and size beside OCRmyPDF, and changes that verification catches."""
