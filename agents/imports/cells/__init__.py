"""Content of a cell: numbers and dates in the ways in which brokers write them, and columns by their headings."""
