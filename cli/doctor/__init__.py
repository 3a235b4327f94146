"""`alex doctor`: check every part of a stack, with a fix for each failure."""
