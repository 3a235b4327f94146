"""The endpoints of the trace store, all but the pages under `/api/public`, as on Langfuse's server."""
