from django.db import models


class Tally(models.Model):
    """How often something happened since its time began; see brand/http/throttle.py."""

    key = models.CharField(max_length=32, primary_key=True)
    count = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "telling"
        verbose_name_plural = "tellingen"

    def __str__(self):
        return f"{self.count}"
