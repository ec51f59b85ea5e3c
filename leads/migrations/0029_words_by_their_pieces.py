from django.db import migrations

from brand.postgresql import trigrams

COLUMNS = {"employer_words": "leads_employer", "contact_words": "leads_contact"}


def find_pieces(apps, schema_editor):
    for name, table in COLUMNS.items():
        trigrams.index(schema_editor.connection, name, table, "search_words")


def read_all_again(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in COLUMNS:
            schema_editor.execute(f'DROP INDEX IF EXISTS "{name}"')


class Migration(migrations.Migration):
    dependencies = [("leads", "0028_keys_of_software")]
    operations = [migrations.RunPython(find_pieces, read_all_again)]
