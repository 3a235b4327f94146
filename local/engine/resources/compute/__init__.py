"""Lambda, Scheduler and SQS resources."""
