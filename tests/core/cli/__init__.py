"""The command line from end to end: what it prints, and what it refuses."""
