"""Sentences as ids: nothing is lost, mixed, or half-stored."""
