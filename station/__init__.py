"""The scanning station: takes scans from a folder or scanner and uploads them to the centre."""
