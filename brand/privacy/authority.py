"""Where one complains about personal data in Belgium."""

AUTHORITY = "Gegevensbeschermingsautoriteit"
AUTHORITY_ADDRESS = "Drukpersstraat 35, 1000 Brussel"
AUTHORITY_PHONE = "02 274 48 00"
AUTHORITY_EMAIL = "contact@apd-gba.be"
