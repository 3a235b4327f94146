"""What ministack lacks for Alex, added to it inside its own process. One file per gap; `install` of each says which."""
