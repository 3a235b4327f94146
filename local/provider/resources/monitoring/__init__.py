"""CloudWatch and SNS resources."""
