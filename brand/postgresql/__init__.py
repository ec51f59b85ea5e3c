"""Django's PostgreSQL, counting what changes; see `brand.changes`."""
