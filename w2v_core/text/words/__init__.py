"""Words: how a text is cut into words, and what is cleaned out of it first."""
