"""Langfuse on ECS, where the settings ask for it: its network, storage, tasks and public entry."""
