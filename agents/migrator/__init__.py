"""Migrates a stack's database. Invoked after a deployment."""
