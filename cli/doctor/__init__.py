"""`alex doctor`: whether what Alex is made of answers, and what to do about what does not."""
