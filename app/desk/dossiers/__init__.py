"""The dossier at the counter: opened, asked about, compared, receipted."""
