"""An OpenID Connect provider on loopback: tokens for commands, and a sign-in with two users for the site."""
