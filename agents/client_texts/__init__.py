"""Texts that agents write for clients, held to the facts."""
