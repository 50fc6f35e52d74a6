"""A run as a ZIP and back; and everything else that may come as a ZIP."""
