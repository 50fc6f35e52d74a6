"""The Runs page: what is listed, found and selected, and what is done with it."""
