"""`alex costs --forecast`: the bill so far by service and where it leads, from Cost Explorer."""
