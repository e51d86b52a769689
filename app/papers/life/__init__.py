"""What happens to a paper on file: corrected, revoked, renewed, erased."""
