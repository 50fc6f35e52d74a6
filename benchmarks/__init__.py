"""Speed and quality of the engine beside gensim, measured in one run."""
