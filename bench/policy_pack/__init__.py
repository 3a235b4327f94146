"""The policy pack over the production stack and copies of it, beside a peer and an older version of itself."""
