"""Paths where visitors upload files without an account; see brand/http/limits.py."""

WITH_FILES = ("/bijdragen/",)
