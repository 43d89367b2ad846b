"""One file a ledger: its columns, choices, children, print layout and rules, declared once."""
