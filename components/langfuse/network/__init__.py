"""Network of Langfuse on ECS: subnets with a way out, and who may connect to whom."""
