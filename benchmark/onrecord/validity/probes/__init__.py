"""Ways to cheat the scores, and what they earn."""
