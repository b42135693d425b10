"""Scores a summary: what it tells, what it may not say, and how faithful its quotations are."""
