from django.db import migrations

from brand.forms.addresses import plain_address
from brand.forms.phones import phone_digits
from brand.search import typed


def keep_plainly(apps, schema_editor):
    """Addresses are looked up as they are kept. Where two would become one, both stay."""
    rows = apps.get_model("leads", "Contact").objects
    for contact in list(rows.exclude(email="").only("employer", "email", "met_by")):
        plain = plain_address(contact.email)
        same = rows.filter(employer=contact.employer_id, email=plain, met_by=contact.met_by_id)
        if plain != contact.email and not same.exists():
            rows.filter(pk=contact.pk).update(email=plain)


def write_words(apps, schema_editor):
    """The words of a search know a name in one piece too: Vandenbroeck, Van den Broeck."""
    employers = apps.get_model("leads", "Employer").objects
    for pk, name, number in list(employers.values_list("pk", "name", "enterprise_number")):
        employers.filter(pk=pk).update(search_words=typed.line(name, number))
    contacts = apps.get_model("leads", "Contact").objects
    for pk, name, email, phone in list(contacts.values_list("pk", "name", "email", "phone")):
        words = " ".join([typed.line(name, email), *phone_digits(phone)])
        contacts.filter(pk=pk).update(search_words=words)


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_contacts_of_each_partner")]
    operations = [
        migrations.RunPython(keep_plainly, migrations.RunPython.noop),
        migrations.RunPython(write_words, migrations.RunPython.noop),
    ]
