"""Processes, servers and ports on loopback that end with the command that started them."""
