from django.core.management.base import BaseCommand

from brand import founding


class Command(BaseCommand):
    help = "Makes the first pages, groups and the table of places. Safe to run at every start."

    def handle(self, **options):
        home = founding.found()
        self.stdout.write(f"The site stands: {home.full_url}")
