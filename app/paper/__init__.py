"""A document tree and one ReportLab renderer for it; knows no ledger."""
