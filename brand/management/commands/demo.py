import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from brand import demo, rooms


class Command(BaseCommand):
    help = "Loads the demo content, marked VOORBEELD, or takes it away with --remove."

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="take the demo away")
        parser.add_argument(
            "--dry-run", action="store_true", help="with --remove: only say what would go"
        )

    def handle(self, *, remove, dry_run, **options):
        began = time.monotonic()
        if remove:
            self.report(demo.remove_everywhere(dry_run=dry_run))
        else:
            for room in rooms.modules("demo"):
                self.report(room.load(timezone.now()))
            self.accounts()
        self.stdout.write(f"{time.monotonic() - began:.1f} s")

    def report(self, counts):
        for name, count in counts.items():
            self.stdout.write(f"{count:>6}  {name}")

    def accounts(self):
        secret = demo.password()
        self.stdout.write(
            f"Sign in at /beheer/ with the password {secret}:"
            if secret
            else "This address is not only this machine, so the demo accounts have no password:"
        )
        for address, person, role in demo.accounts():
            self.stdout.write(f"  {address:<36} {role:<12} {person}")
