"""Claims in words: ranks, presence and absence, comparisons, how the plan stands, tickers."""
