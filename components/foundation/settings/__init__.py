"""The stack's settings: `settings.py` has all of them, the other files a subject each."""
