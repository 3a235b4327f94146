"""One package per service, one file per rule."""
