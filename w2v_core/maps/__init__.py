"""Maps: t-SNE in the background, what is asked for, and finished maps in files."""
