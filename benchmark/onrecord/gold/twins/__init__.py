"""Twins: the same articles with their names and numbers, their quote marks, or their damage exchanged.

What a model answers about an article and about its twin should not differ; where it does, it remembered,
was led by a name, or stumbled over the marks.
"""
