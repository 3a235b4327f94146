"""What a span becomes: the fields and the metadata of an observation."""
