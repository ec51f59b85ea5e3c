import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from brand import demo
from brand.demo import loading, removing
from brand.demo.screens import leaves_nobody
from brand.models import User


class Command(BaseCommand):
    help = "Loads the demo content, marked VOORBEELD, or takes it away with --remove."

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="take the demo away")
        parser.add_argument(
            "--dry-run", action="store_true", help="with --remove: only say what would go"
        )
        parser.add_argument(
            "--noinput", "--no-input", action="store_false", dest="interactive", help="do not ask"
        )

    def handle(self, *, remove, dry_run, interactive, **options):
        began = time.monotonic()
        if remove:
            self.remove(dry_run=dry_run, interactive=interactive)
        else:
            for counts in loading.load_all(timezone.now()):
                self.report(counts)
            self.accounts()
        self.stdout.write(f"{time.monotonic() - began:.1f} s")

    def remove(self, *, dry_run, interactive):
        plan = removing.plan()
        self.report(plan.counts())
        for what, why in plan.kept().items():
            self.stdout.write(f"Stays: {what}, with {why} that people made")
        if dry_run:
            return
        if interactive and not self._is_sure():
            raise CommandError("Nothing was removed. Answer yes, or add --noinput.")
        removing.remove()
        if leaves_nobody():
            self.stdout.write(
                "Nobody can sign in now. Make an account: "
                ".venv/bin/python manage.py createsuperuser"
            )

    def _is_sure(self) -> bool:
        self.stdout.write("Remove all of this? [yes/no]")
        try:
            return input().strip().lower() == "yes"
        except EOFError:
            return False

    def report(self, counts):
        for name, count in counts.items():
            self.stdout.write(f"{count:>6}  {name}")

    def accounts(self):
        if not User.objects.filter(is_demo=True).exists():
            return
        secret = demo.password()
        self.stdout.write(
            f"Sign in at /beheer/ with the password {secret}, on this machine only:"
            if secret
            else "This address is not only this machine: nobody signs in with the demo accounts."
        )
        for address, person, role in demo.accounts():
            self.stdout.write(f"  {address:<36} {role:<12} {person}")
