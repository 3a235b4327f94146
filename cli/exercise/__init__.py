"""Everything that the system does, once: what `alex iam --exercise` and the tests hold the roles' grants against."""
