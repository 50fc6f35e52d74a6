"""Files: word vectors in the formats of this program and of others."""
