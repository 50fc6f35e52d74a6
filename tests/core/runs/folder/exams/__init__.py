"""Exams that a run takes while it trains."""
