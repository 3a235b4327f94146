"""One machine instead of AWS. Nothing in components/ or agents/ knows about this package."""
