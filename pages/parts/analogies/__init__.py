"""The parts of the Analogies page."""
