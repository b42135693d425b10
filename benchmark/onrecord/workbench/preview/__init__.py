"""An article with its gold as one static page."""
