"""What a stack costs a month, from its preview: prices, measured use of an analysis, and a stated load."""
