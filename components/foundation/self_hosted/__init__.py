"""Langfuse on ECS: its settings, names and the grant of the function that sets it up."""
