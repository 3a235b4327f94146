"""A local trace store with Langfuse's API."""
