"""Orchestrates a job: decides which specialists a portfolio needs, and runs them."""
