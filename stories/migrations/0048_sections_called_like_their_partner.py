"""What stands above every story of a partner is the partner's name again."""

from django.db import migrations


def name_sections(apps, schema_editor):
    sections = apps.get_model("stories", "PartnerSectionPage").objects.select_related("organisation")
    pages = apps.get_model("wagtailcore", "Page").objects
    for section in sections:
        name = section.organisation.name
        pages.filter(pk=section.pk).exclude(title=name).update(title=name, draft_title=name)


class Migration(migrations.Migration):
    dependencies = [("stories", "0047_contacts_that_were_replaced")]

    operations = [migrations.RunPython(name_sections, migrations.RunPython.noop, elidable=True)]
