"""Models without weights. They see what a model sees: a request's inputs, never gold."""
