"""Claims in words that hold, as sentences that a model may take word for word."""
