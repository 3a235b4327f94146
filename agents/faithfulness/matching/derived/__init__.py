"""Values that follow from facts, by the operation: sums, differences, ratios."""
