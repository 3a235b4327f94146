"""PostgreSQL over the RDS Data API: one repository per table, migrations, and the instruments that come with Alex."""
