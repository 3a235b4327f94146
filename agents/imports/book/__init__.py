"""State of a file while it is read: accounts with cash and positions, and what became of every other row."""
