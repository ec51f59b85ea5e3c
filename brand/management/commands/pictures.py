from collections import Counter

from django.core.management.base import BaseCommand

from brand.media import earlier
from brand.models import Picture

AT_A_TIME = 100


class Command(BaseCommand):
    help = "Writes pictures of 0.1.0 again that few browsers show (16-bit, CMYK). Run it once."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *, dry_run, **options):
        total, done = Picture.objects.count(), Counter()
        for number, one in enumerate(earlier.each(dry_run=dry_run), 1):
            done[one] += 1
            if not number % AT_A_TIME:
                self.stdout.write(f"{number:,} of {total:,} pictures")
        for kind in earlier.Done:
            if done[kind]:
                self.stdout.write(f"{done[kind]:,} {kind.value}")
