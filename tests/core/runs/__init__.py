"""Runs: folders that survive everything, and the real processes that fill them."""
