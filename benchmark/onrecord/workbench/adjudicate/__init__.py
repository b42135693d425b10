"""Two passes become gold: agreements are taken, differences decided one at a time, each with a reason."""
