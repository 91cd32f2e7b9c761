"""Readers of the files that laboratories send."""
