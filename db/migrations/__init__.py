"""Migrations, written by hand: the only way a ledger file gets its tables."""
