"""民情台账: the offline ledger desk of a township office."""
