from django.db import models


class ChangeCount(models.Model):
    """How often something changed that visitors may see; see brand/changes/counting.py."""

    shard = models.PositiveSmallIntegerField(primary_key=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "telling van wijzigingen"
        verbose_name_plural = "tellingen van wijzigingen"

    def __str__(self):
        return f"{self.number}"
