"""A local trace store that speaks Langfuse's API."""
