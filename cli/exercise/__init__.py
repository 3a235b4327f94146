"""Everything the system can do, once: `alex iam --exercise` and the tests compare it with the roles' grants."""
