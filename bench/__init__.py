"""Measurements, as ratios within one run. Machines are noisy, so no test asserts them."""
