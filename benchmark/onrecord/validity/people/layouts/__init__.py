"""The layouts in which judgements of people are published, and our own; one file a layout."""
