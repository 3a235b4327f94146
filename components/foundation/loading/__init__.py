"""Loads of pulumi-aws only what the program uses."""
