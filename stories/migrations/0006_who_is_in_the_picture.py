from django.db import migrations, models


def from_comments(apps, schema_editor):
    """What was told before stood in a comment that no screen shows."""
    comments = apps.get_model("wagtailcore", "Comment").objects.filter(contentpath="picture")
    for link in apps.get_model("stories", "ContributionLink").objects.exclude(story=None):
        said = comments.filter(page=link.story_id, user=link.asked_by_id).first()
        if said:
            link.who = said.text[:300]
            link.save(update_fields=["who"])
            said.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0005_withdrawal_of_pictures"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="contributionlink",
            name="who",
            field=models.CharField(blank=True, max_length=300, verbose_name="wie staat op de foto"),
        ),
        migrations.AddField(
            model_name="contributionlink",
            name="who_settled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="iedereen genoemd op"),
        ),
        migrations.RunPython(from_comments, migrations.RunPython.noop),
    ]
