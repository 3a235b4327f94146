"""The embedded AWS: ministack in a guarded process, PostgreSQL for Aurora, and a local edge."""
