"""One figure against the facts: what it is bound to, what may be derived, what is free."""
