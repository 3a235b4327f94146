"""The `alex` command."""
