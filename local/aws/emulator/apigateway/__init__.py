"""API Gateway: throttling and metrics of HTTP APIs."""
