"""Commands that run the system on one machine: up, demo, analyze."""
