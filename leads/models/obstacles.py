"""What keeps people from work who stand in no statistic, as those around them tell it."""

from datetime import date
from typing import Self

from django.db import models
from django.utils import timezone


class Obstacle(models.TextChoices):
    """What is in the way, in the words of the form."""

    TRANSPORT = "vervoer", "Geen vervoer"
    LANGUAGE = "taal", "De taal"
    CHILD_CARE = "kinderopvang", "Geen kinderopvang"
    DEBTS = "schulden", "Schulden"
    HEALTH = "gezondheid", "Gezondheid"
    PAPERS = "papieren", "Papieren"
    NO_WAY = "weg", "Weet de weg niet"
    DIGITAL = "digitaal", "Computer of smartphone"
    OTHER = "andere", "Iets anders"


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def this_month() -> date:
    return first_of_month(timezone.localdate())


class ObstacleSignalQuerySet(models.QuerySet):
    def between(self, first: date, last: date) -> Self:
        """Of these months, both included."""
        return self.filter(month__range=(first, last))

    def counted(self) -> list[dict]:
        """One line for each municipality and obstacle: municipality, obstacle, number."""
        rows = self.order_by().values("municipality", "obstacle")
        return list(rows.annotate(number=models.Count("pk")))


class ObstacleSignal(models.Model):
    """One thing that is in somebody's way, somewhere. About whom, and from whom, nobody notes.

    So there is no name, no text, no address and no hour here: the month is enough.
    """

    municipality = models.ForeignKey(
        "brand.Municipality", verbose_name="gemeente", on_delete=models.PROTECT, related_name="+"
    )
    obstacle = models.CharField("wat in de weg staat", max_length=20, choices=Obstacle)
    month = models.DateField("maand", default=this_month, db_index=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ObstacleSignalQuerySet.as_manager()

    class Meta:
        verbose_name = "signaal"
        verbose_name_plural = "signalen"

    def __str__(self) -> str:
        return f"{self.get_obstacle_display()}, {self.municipality}"
