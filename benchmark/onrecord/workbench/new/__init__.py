"""Makes an article folder of a text or a saved page, and suggests annotations for it."""
