"""Public entry of Langfuse on ECS: load balancer and firewall."""
