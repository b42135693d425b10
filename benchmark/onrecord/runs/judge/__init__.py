"""A judge: a second stage of a run, in which a model decides about the run's summaries."""
