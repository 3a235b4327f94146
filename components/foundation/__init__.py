"""What every other wing builds on: settings, names, tags, grants, the stack's key and its secrets."""
