"""How findings are shown: on a terminal, as JSON, as annotations of a pull request."""
