"""The HTTP API: profiles, accounts, positions, instruments, analyses. It never trusts a body about who the user is."""
