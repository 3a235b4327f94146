"""Report Writer: the written analysis of a portfolio."""
