"""The store: values, declarations, tables, engine, unit of work, queries, search, audit, backup and migrations."""
