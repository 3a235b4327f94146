"""Scripts that the runtime's interpreter runs, isolated: standard library only."""
