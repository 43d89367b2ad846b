"""Workbooks and CSV, in and out; knows no ledger."""
