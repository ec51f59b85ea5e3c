"""Uploads: where they stand, and who may see them."""
