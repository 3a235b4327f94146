"""Any table with recognisable columns."""
