"""Runs: a training run is a folder, and a worker process trains it."""
