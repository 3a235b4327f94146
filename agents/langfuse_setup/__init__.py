"""Langfuse on ECS, set up: its secrets, the password of its cache's user, and the migration of its databases."""
