"""`alex users`: what is stored about a user, from subject to pseudonym and back, and erasure."""
