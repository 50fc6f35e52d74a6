"""Models: one algorithm per file, all under one contract (see `progress`)."""
