"""`alex trace`: a job's trace as a tree, as JSON, or as an HTML page."""
