"""A portfolio as agents see it: its snapshot, classification, exposure and rounding."""
