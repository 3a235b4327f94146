"""`alex evaluate`: how well a model analyses the sample portfolios."""
