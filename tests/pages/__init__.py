"""Pages, driven without a browser."""
