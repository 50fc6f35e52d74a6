"""Evaluation: how good vectors are, measured on question sets."""
