"""Each consent of before gets the receipt it has, or one that says it has none; counted aloud.

A receipt is true where a question was answered or a form was photographed. What a colleague filled
in, or decided in somebody's name without a letter, is "zonder bewijs". Nothing that is live leaves
the site: a story that was shown by a consent for something else gets its own row, without proof.
"""

from collections import Counter

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

NONE = "geen"
COPIED = ("person_id", "purpose", "channel", "name_level", "other_name", "given_on", "until")
COPIED += ("picture_id", "file_hash")
LABELS = {
    "link": "via een persoonlijke link",
    "hier": "op een doorgegeven toestel",
    "papier": "papieren formulier met foto",
    NONE: "zonder bewijs",
}


def write_receipts(apps, editor):
    Consent = apps.get_model("stories", "Consent")
    groups = {}
    rows = Consent.objects.select_related("request", "proof").order_by("pk")
    for row in rows:
        groups.setdefault(_group(row), []).append(row)
    counted = Counter(_give(apps, rows) for rows in groups.values())
    kept = _keep_what_is_live(apps)
    Consent.objects.filter(until__lt=timezone.localdate()).exclude(channel="website").update(
        ended_at=timezone.now()
    )
    if counted:
        told = ", ".join(f"{counted[way]} {label}" for way, label in LABELS.items())
        without = f"{kept} keer bleef een verhaal staan waarvoor niets gevraagd was"
        print(f"\n  Antwoorden van voorheen: {told}; {without}.")


def _group(row) -> tuple:
    """What was recorded in one go is one answer."""
    said = (row.way, row.reason, row.present, row.wording, row.language, row.recorded_by_id)
    term = (row.given_on, row.until, row.name_level, row.other_name)
    moment = row.recorded_at.replace(microsecond=0)
    return (row.person_id, row.request_id, row.proof_id, *said, *term, moment)


def _way(row) -> str:
    asked, proof = row.request, row.proof
    if row.way in ("link", "hier"):
        answered = asked and asked.answered_at and asked.person_id == row.person_id
        return row.way if answered and asked.way == row.way else NONE
    if row.way == "papier":
        return row.way if proof and proof.person_id == row.person_id else NONE
    return NONE


def _give(apps, rows) -> str:
    Receipt, Story = apps.get_model("stories", "ConsentReceipt"), apps.get_model(
        "stories", "StoryPage"
    )
    one, way = rows[0], _way(rows[0])
    true = way != NONE
    # Only an answer tells which story was on the page; which words, nobody wrote down.
    named = one.request.story_id if true and one.request_id else None
    story = Story.objects.filter(pk=named).first()
    key = story.translation_key if story else None
    receipt = Receipt.objects.create(
        person_id=one.person_id,
        request_id=one.request_id if true else None,
        way=way,
        noted_way="" if true else one.way,
        proof_id=one.proof_id if true else None,
        reason=one.reason,
        present=one.present,
        wording=one.wording,
        language=one.language,
        recorded_by_id=one.recorded_by_id,
        story=story,
        story_key=key,
        file_hashes=sorted({row.file_hash for row in rows} - {""}),
        taking=any(row.purpose == "maken" for row in rows),
        channels=sorted({row.channel for row in rows} - {""}),
        name_level=one.name_level,
        other_name=one.other_name,
        given_on=one.given_on,
        until=one.until,
        at=one.recorded_at,
    )
    for row in rows:
        row.receipt, row.story, row.story_key = receipt, story, key
        row.save(update_fields=["receipt", "story", "story_key"])
    return way


def _keep_what_is_live(apps) -> int:
    """How often a person stays in a story by a row without proof."""
    Consent = apps.get_model("stories", "Consent")
    Portrayal = apps.get_model("stories", "StoryPortrayal")
    today = timezone.localdate()
    kept = 0
    shown = Portrayal.objects.filter(story__live=True).select_related("story__picture")
    for portrayal in shown.order_by("pk"):
        story = portrayal.story
        valid = Consent.objects.filter(
            Q(until=None) | Q(until__gte=today),
            person=portrayal.person_id,
            purpose="tonen",
            withdrawn_at=None,
        )
        own = set(
            valid.filter(story_key=story.translation_key).values_list("channel", "file_hash")
        )
        told = story.text_pictures.filter(shows_nobody=False)
        files = set(told.values_list("picture__file_hash", flat=True))
        if story.picture_id:
            files.add(story.picture.file_hash)
        rows = {}
        for row in valid.order_by("recorded_at", "pk"):  # of each pair the newest counts
            relevant = row.file_hash in files or not story.picture_id
            if relevant and (row.channel, row.file_hash) not in own:
                rows[row.channel, row.file_hash] = row
        if rows:
            _without_proof(apps, story, list(rows.values()))
            kept += 1
    return kept


def _without_proof(apps, story, rows):
    """What this story was shown by, while nobody was asked about this story."""
    Consent = apps.get_model("stories", "Consent")
    Receipt = apps.get_model("stories", "ConsentReceipt")
    for row in rows:
        kept = {name: getattr(row, name) for name in COPIED}
        said = ("name_level", "other_name", "given_on", "until")
        receipt = Receipt.objects.create(
            person_id=row.person_id,
            way=NONE,
            noted_way=row.way,
            reason=row.reason,
            present=row.present,
            wording=row.wording,
            language=row.language,
            recorded_by_id=row.recorded_by_id,
            story=story,
            story_key=story.translation_key,
            file_hashes=[row.file_hash] if row.file_hash else [],
            channels=[row.channel],
            at=row.recorded_at,
            **{name: kept[name] for name in said},
        )
        copy = Consent.objects.create(
            receipt=receipt, story=story, story_key=story.translation_key, way=NONE, **kept
        )
        Consent.objects.filter(pk=copy.pk).update(recorded_at=row.recorded_at)


class Migration(migrations.Migration):
    dependencies = [("stories", "0015_consent_receipts")]

    operations = [migrations.RunPython(write_receipts, migrations.RunPython.noop)]
