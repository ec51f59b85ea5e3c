"""Where somebody without an account sends files; see brand/http/limits.py."""

WITH_FILES = ("/bijdragen/",)
