"""WordVectors against gensim, brute force and small cases worked by hand."""
