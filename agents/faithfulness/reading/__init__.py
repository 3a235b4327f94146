"""What a text says, before any fact is looked at: tokens, figures, names, units and how they speak."""
