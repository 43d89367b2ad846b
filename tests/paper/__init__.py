"""Tests of the paper room, read back from real PDFs by poppler."""
