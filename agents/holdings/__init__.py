"""What people hold: kinds with their multipliers, identifiers, currencies, and the portfolio as a document."""
