"""Masking of personal data and credentials before anything leaves a function."""
