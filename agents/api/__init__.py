"""The HTTP API: profiles, accounts, positions, instruments, analyses. The token, never a body, names the user."""
