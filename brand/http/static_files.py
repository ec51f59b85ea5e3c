from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Static files under hashed names.

    Third-party styles and scripts point at source maps and pictures that their packages leave
    out; such a reference stays as it was written instead of stopping the set-up.
    """

    manifest_strict = False

    def hashed_name(self, name, content=None, filename=None):
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name
