"""A read file becomes part of a stored portfolio."""
