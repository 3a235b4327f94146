"""Runs the Pulumi program without the Pulumi CLI: previews it, or deploys it to the embedded AWS."""
