"""`make scan`: wapiti attacks the running system; its findings are read, shown and judged."""
