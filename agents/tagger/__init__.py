"""InstrumentTagger: how an unknown instrument splits by asset class, region and sector."""
