from django.db import models

from brand import tokens


class TokenLink(models.Model):
    """A row that its holder reaches by a link; see brand/tokens.py."""

    token_purpose: str
    token_in_address = False  # part of a mail address, where capitals do not count
    found_with: tuple[str, ...] = ()  # what every reader of the link asks for, read along

    token_nonce = models.CharField(
        max_length=40, default=tokens.new_nonce, editable=False, unique=True
    )
    token_hash = models.CharField(max_length=64, editable=False, unique=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self.token_hash:
            self.token_hash = tokens.digest(self.token)
        super().save(*args, **kwargs)

    def replace_token(self) -> None:
        """Another link from now on: the one that was mailed opens nothing any more."""
        self.token_nonce, self.token_hash = tokens.new_nonce(), ""
        self.save(update_fields=["token_nonce", "token_hash"])

    @property
    def token(self) -> str:
        return tokens.token_for(
            self.token_purpose,
            self.token_nonce,
            self.token_hash,
            in_address=self.token_in_address,
        )

    @classmethod
    def find(cls, token: str):
        """The row this token opens, or None: unknown, foreign and mistyped look alike."""
        token = token.lower() if cls.token_in_address else token
        rows = cls._default_manager.filter(token_hash=tokens.digest(token))
        return (rows.select_related(*cls.found_with) if cls.found_with else rows).first()
