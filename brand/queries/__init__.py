"""Queries that every public page asks, without composing their SQL each time."""
