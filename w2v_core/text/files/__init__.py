"""Files: bytes of any kind that people keep texts in → blocks of clean text."""
