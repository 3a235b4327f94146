"""Lambda functions with execution roles and environments, and the queues that feed them."""
