"""`alex versions`: the published versions of each function."""
