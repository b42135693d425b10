"""Two annotations of one article, compared by meaning."""
