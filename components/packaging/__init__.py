"""Zip files for Lambda: one with code per function, and the layers with the dependencies.

Nothing here imports Pulumi. `components/compute/code.py` passes the files to the program; `alex package` builds and
checks them.
"""
