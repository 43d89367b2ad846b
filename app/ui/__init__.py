"""The window: pages, forms, tables, dialogs and theme."""
