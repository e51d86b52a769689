"""The scanning station: takes scans from folder or scanner and brings them to the centre."""
