"""Connections of a command: HTTP, with the environment's proxies where they apply."""
