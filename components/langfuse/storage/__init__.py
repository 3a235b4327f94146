"""Where Langfuse keeps its data: PostgreSQL, ClickHouse's files, Valkey, buckets."""
