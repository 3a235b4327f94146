"""Shared by all commands: console, errors, tables, and how to reach a stack."""
