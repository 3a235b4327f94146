"""CloudWatch: alarms, metric math, metric filters and the embedded metric format."""
