"""Where several models agree with each other against gold: places to look for gold's own errors."""
