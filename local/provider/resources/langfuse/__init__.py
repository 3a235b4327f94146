"""Resources of Langfuse on ECS."""
