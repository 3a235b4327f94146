"""Kinds and names of instruments by the words, symbols and figures of brokers' rows."""
