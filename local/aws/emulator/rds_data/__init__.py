"""The RDS Data API over a real PostgreSQL."""
