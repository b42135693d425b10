"""What gold holds and what it still lacks: phenomena by article, words, quotes, facts, statements."""
