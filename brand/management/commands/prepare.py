from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from brand.demo import screens
from brand.http import static_files
from brand.management.commands.demo import Command as Demo
from brand.media import waiting
from brand.models import Organisation
from brand.sqlite import new_tables


class Command(BaseCommand):
    help = "Brings database, first pages and static files up to date. Safe to run at every start."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo", action="store_true", help="load the demo too, where no partner stands yet"
        )

    def handle(self, *, demo, **options):
        self.stdout.write("Bringing the database up to date")
        new_tables.make_where_none_stand()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("found", stdout=self.stdout)
        if moved := waiting.hide_old_names():
            self.stdout.write(f"{moved} uploads got a name that nobody guesses")
        self.stdout.write("Gathering the static files")
        static_files.gather()
        if demo and not Organisation.objects.exists():
            with transaction.atomic():  # all of it, or a second start tries again
                call_command("demo", stdout=self.stdout)
        elif demo and screens.is_loaded():
            Demo(stdout=self.stdout).accounts()
