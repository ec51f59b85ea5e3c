from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from brand.backup import BackupError, making


class Command(BaseCommand):
    help = (
        "Makes a backup of database, uploads, journal of withdrawals and secret key, in a new "
        "folder or (a name in .tar or .tar.gz) one file. The site may go on meanwhile."
    )

    def add_arguments(self, parser):
        parser.add_argument("target", type=Path, help="a folder or file that is not there yet")

    def handle(self, *, target, **options):
        try:
            manifest = making.make(target, self.say)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Backup of {manifest.made_at} in {target}; it holds the secret key.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
