"""Generates documents from the code: tables, diagrams, the OpenAPI document, the policy reference."""
