"""What those who come to a stop were last told about where and when it is."""

from django.db import models
from django.utils import timezone

from brand.dates import words


class Announcement(models.Model):
    """One row for each place and hours a stop was published with; the last one is known to all.

    A stop that differs from its last row has changed since people were told.
    """

    stop = models.ForeignKey(
        "roadshow.StopPage", on_delete=models.CASCADE, related_name="announcements"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    venue = models.ForeignKey(
        "roadshow.Venue", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The address as text: correcting the spelling of a name is no move.
    address = models.CharField(max_length=400)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "bekendmaking"
        verbose_name_plural = "bekendmakingen"
        ordering = ["pk"]

    def __str__(self):
        return f"{words.day(self.starts_at)}, {self.hours}, {self.address}"

    @property
    def hours(self) -> str:
        return words.hours(self.starts_at, self.ends_at)

    @classmethod
    def of(cls, stop) -> "Announcement":
        """The stop as it stands now, not saved."""
        return cls(
            stop=stop,
            starts_at=stop.starts_at,
            ends_at=stop.ends_at,
            venue=stop.venue,
            address=stop.venue.address,
        )

    def says_the_same_as(self, other: "Announcement") -> bool:
        return self._told() == other._told()

    def _told(self) -> tuple:
        # To the minute: a revision of a page keeps no microseconds.
        hours = (at.replace(second=0, microsecond=0) for at in (self.starts_at, self.ends_at))
        return (*hours, self.venue_id, self.address)
