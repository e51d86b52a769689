"""The PDF/A files that are sealed: pictures, hidden text, conformance."""
