"""The desk: work queue, accounts, open dossiers, receipts, figures."""
