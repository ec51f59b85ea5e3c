from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from brand.backup import BackupError, restoring


class Command(BaseCommand):
    help = (
        "Puts a backup back. Stop the site and the worker first. What was withdrawn since the "
        "backup is withdrawn again; the journal is added to and never replaced."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", type=Path, help="what `backup` made")
        parser.add_argument("--force", action="store_true", help="also over a site that stands")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
        parser.add_argument(
            "--only", choices=restoring.PARTS, help="this part alone; the journal always along"
        )

    def handle(self, *, source, force, dry_run, only, **options):
        parts = (only,) if only else restoring.PARTS
        wish = restoring.Wish(parts=parts, force=force, dry_run=dry_run)
        try:
            restoring.restore(source, wish, self.say)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        if not dry_run:
            self.stdout.write(
                "Put back. Now `.venv/bin/python manage.py prepare`, and start the site."
            )

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
