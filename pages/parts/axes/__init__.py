"""The parts of the Axes page."""
