"""Thin adapters for other frameworks, one file each: only the file that is imported needs its framework."""
