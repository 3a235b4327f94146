"""Aurora cluster and its isolated network."""
