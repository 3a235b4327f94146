"""The Pulumi side: one component per file."""
