"""Brokers' files of holdings: recognised by their content, read row by row, with every row accounted for.

`agents/imports/read.py` is the entrance; the API and `alex import` use it alike.
"""
