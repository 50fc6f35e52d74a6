"""Files to clean text: encodings, archives, tables, pages, limits, and what is no text."""
