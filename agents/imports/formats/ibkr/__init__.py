"""Interactive Brokers: activity statements, and Flex queries as XML and CSV."""
