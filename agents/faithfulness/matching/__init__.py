"""One figure against the facts: its binding, derived figures, free figures."""
