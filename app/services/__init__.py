"""What a user can do, one file a subject: keyword-only functions on a unit of work."""
