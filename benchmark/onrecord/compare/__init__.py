"""Two runs held against each other: what differs, whether that is chance, and whether a build may pass."""
