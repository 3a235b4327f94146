"""`alex policy`: the rules of the policy pack."""
