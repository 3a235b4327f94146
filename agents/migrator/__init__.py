"""Migrates a stack's database. Invoked by a deployment that brings a migration, before other code goes live."""
