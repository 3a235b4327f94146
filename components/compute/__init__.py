"""Lambda functions with their roles and environments, and the queues that feed them."""
