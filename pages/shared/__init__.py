"""Shared: what several pages need."""
