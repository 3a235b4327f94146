"""`alex import`, `alex portfolio`, `alex prices` and `alex rates`: portfolios as people have them."""
