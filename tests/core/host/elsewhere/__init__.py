"""A system of another kind, and what is done there."""
