"""Frames: what they show is what the vectors say, and taking them changes nothing."""
