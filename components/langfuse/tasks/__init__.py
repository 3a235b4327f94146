"""Tasks of Langfuse on ECS: containers, permissions and services."""
