"""InstrumentTagger: splits unknown instruments by asset class, region and sector."""
