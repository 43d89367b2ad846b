"""Benchmarks: each job of the program against a peer that does the same, in one run on one machine."""
