"""The parts of the Evaluate page, a verb a file."""
