"""A function's start: its code, its Python, and a delay for measurements."""
