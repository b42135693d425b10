"""Changes of summaries that scores must notice, and changes that they must not mind."""
