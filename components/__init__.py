"""Pulumi components, in wings. Imports between wings go down only; `tests/infra/test_structure.py` has the floors."""
