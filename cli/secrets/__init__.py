"""`alex secrets`: set, list and rotate secret values."""
