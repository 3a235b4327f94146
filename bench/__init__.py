"""Measurements, as ratios within one run: these machines are noisy, so nothing here is asserted in a test."""
