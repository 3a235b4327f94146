"""`alex preview`: a stack's resources and policy result, offline."""
