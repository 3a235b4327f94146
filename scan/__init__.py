"""`make scan`: wapiti attacks the running system, and what it found is read, shown and judged."""
