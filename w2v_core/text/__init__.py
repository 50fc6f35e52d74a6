"""Text: files → sentences → ids."""
