"""The Aurora cluster and the isolated network it runs in."""
