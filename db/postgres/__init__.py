"""All that only a PostgreSQL server has; imported when a server is opened, never for a file."""
