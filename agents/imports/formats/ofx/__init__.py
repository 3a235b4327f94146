"""OFX and QFX, versions 1 and 2."""
