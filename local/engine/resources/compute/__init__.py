"""Lambda and SQS resources."""
