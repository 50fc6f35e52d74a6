"""Vectors: what has been learned, and what can be asked of it."""
