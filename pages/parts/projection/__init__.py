"""The parts of the Projection page."""
