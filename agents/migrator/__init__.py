"""Brings a stack's database up to date; an operator invokes it after a deployment."""
