"""Retirement Specialist: a Monte Carlo projection and what it means."""
