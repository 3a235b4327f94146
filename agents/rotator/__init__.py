"""Gives the application's database user a new password on a schedule; Secrets Manager invokes it."""
