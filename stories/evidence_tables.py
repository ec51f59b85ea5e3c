"""What stories tell in an evidence pack: how many came onto the site. Never who is in them."""

from django.db.models import Count

from brand.evidence.pack import Asked, Table, Words
from stories.models import StoryPage

STORIES = Words("Verhalen op de site", "Récits sur le site", "Stories on the site")
COLUMNS = [Words("Partner", "Partenaire", "Partner"), Words("Verhalen", "Récits", "Stories")]
TOTAL = Words("Samen", "Total", "Total")
NOTE = Words(
    "Verhalen die in deze periode voor het eerst verschenen en er nu nog staan. Wat iemand "
    "introk, telt niet mee.",
    "Récits parus pour la première fois pendant cette période et toujours en ligne. Ce qu’une "
    "personne a retiré ne compte pas.",
    "Stories that first appeared in this period and are still there. What somebody withdrew does "
    "not count.",
)


def tables(asked: Asked) -> list[Table]:
    first, after = asked.moments
    stories = StoryPage.objects.live().public()
    stories = stories.filter(first_published_at__gte=first, first_published_at__lt=after)
    if asked.organisation:
        stories = stories.filter(section_organisation=asked.organisation)
    counts = stories.order_by().values_list("section_organisation__name").annotate(Count("pk"))
    rows = sorted([name or "", count] for name, count in counts)
    columns = [asked.say(words) for words in COLUMNS]
    total = [asked.say(TOTAL), sum(count for _, count in rows)]
    return [Table("stories", asked.say(STORIES), columns, rows, asked.say(NOTE), total)]
