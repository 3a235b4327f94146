"""Rotates the application's database password. Secrets Manager invokes it on a schedule."""
