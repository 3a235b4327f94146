"""The orchestrator: decides which specialists a portfolio needs and runs them."""
