"""This checkout against another one, in one run and in turns: `make bench BASE=path`."""
