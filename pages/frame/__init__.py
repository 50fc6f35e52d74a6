"""Frame: what stands around every page, and what goes with every answer."""
