"""Retirement Specialist: a Monte Carlo projection and its explanation."""
