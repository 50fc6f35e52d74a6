"""Views: what can be read off a corpus: counts, places, partners, repeats."""
