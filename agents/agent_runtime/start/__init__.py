"""A function's start: lazy imports, SnapStart, warm-ups."""
