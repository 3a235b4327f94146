"""Resources of Langfuse on ECS: containers, load balancer, cache, files. No container runs on one machine."""
