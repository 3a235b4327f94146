"""The zip files that go to Lambda: one small one of code per function, and the layers of what they import.

Nothing in here knows Pulumi: `components/package.py` hands the files to the program, `alex package` builds and checks
them.
"""
