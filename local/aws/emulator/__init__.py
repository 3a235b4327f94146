"""Additions to ministack, made inside its process: one file for each gap, described by its `install`.

`local/engine/not_emulated.py` lists the resources that are created without effect on one machine.
"""
