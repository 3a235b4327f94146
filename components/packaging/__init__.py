"""The zip files that go to Lambda: one small one of code per function, and the layers of what they import.

Nothing in here imports Pulumi: `components/compute/code.py` hands the files to the program, and `alex package` builds
and checks them.
"""
