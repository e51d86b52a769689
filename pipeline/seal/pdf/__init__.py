"""The PDF/A that is sealed: pictures, hidden text, conformance."""
