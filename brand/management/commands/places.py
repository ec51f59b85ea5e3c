import datetime

from django.core.management.base import BaseCommand, CommandError

from brand import places
from brand.places.table import AS_OF, MUNICIPALITY_COLUMNS


class Command(BaseCommand):
    help = (
        "Loads the table of municipalities, place names and railway stations. Safe to run twice. "
        f"With --file: the municipalities of a CSV file with the columns "
        f"{', '.join(MUNICIPALITY_COLUMNS)} (postal codes parted by spaces, the main one first; "
        "degrees rounded to 0.01; comma or semicolon). Municipalities that are not in the file "
        "are kept as merged, and their names lead to the one that has their postal code."
    )

    def add_arguments(self, parser):
        parser.add_argument("--file", help="an official list of municipalities, as CSV")
        parser.add_argument(
            "--as-of", type=datetime.date.fromisoformat, help="the day the file counts from"
        )
        parser.add_argument("--dry-run", action="store_true", help="count, write nothing")

    def handle(self, *, file=None, as_of=None, dry_run=False, **options):
        try:
            tallies = places.load(file, as_of=as_of, dry_run=dry_run)
        except places.UnreadableTable as error:
            raise CommandError(str(error)) from error
        for kind, tally in tallies.items():
            self.stdout.write(f"{kind}: {tally}")
        if not file and "municipalities" not in tallies:
            self.stdout.write(f"A file newer than our own table of {AS_OF} stands; it is kept.")
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
