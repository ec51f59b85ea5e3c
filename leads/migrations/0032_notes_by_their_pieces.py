from django.db import migrations

from brand.postgresql import trigrams

NAME = "interaction_notes"


def find_pieces(apps, schema_editor):
    table = "leads_interaction"
    trigrams.index(schema_editor.connection, NAME, table, "note", any_case=True)


def read_all_again(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f'DROP INDEX IF EXISTS "{NAME}"')


class Migration(migrations.Migration):
    dependencies = [("leads", "0031_messages_to_software")]
    operations = [migrations.RunPython(find_pieces, read_all_again)]
