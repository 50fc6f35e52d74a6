"""The Train page: proposed settings, steering, a run from start to end, a classroom."""
