"""Processes, servers and ports on loopback. All end with the command that started them."""
