"""The rules of gold, one module a concept; ``gold.check`` runs them."""
