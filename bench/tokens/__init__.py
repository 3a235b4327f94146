"""Tokens of an analysis on the fake model, by agent and part of the prompt: `make bench PARTS=tokens`."""
