"""`alex site`: build the site."""
