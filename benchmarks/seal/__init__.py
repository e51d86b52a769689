"""Benchmark of sealing: cost and size compared with OCRmyPDF, and changes that are detected."""
