"""Erase what is kept no longer; the worker does the same every day."""

from django.core.management.base import BaseCommand

from brand.privacy import retention


class Command(BaseCommand):
    help = "Wis wat niet langer bewaard wordt."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="alleen tellen")

    def handle(self, *, dry_run, **options):
        done = "zou gewist worden" if dry_run else "gewist"
        if dry_run:
            found = {purpose.what: count for purpose, count in retention.counts()}
        else:
            found = retention.run()
        for purpose in retention.known():
            line = f"{found.get(purpose.what, 0):>7} {done}: {purpose.what} ({purpose.period})"
            self.stdout.write(line)
