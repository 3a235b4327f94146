"""`alex migrate`: runs a stack's migrator."""
