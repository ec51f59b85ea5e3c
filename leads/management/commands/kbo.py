"""Read an extract of the register's open data, here and now; the worker does the same by itself."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from brand.worker import jobs
from leads.models import RegisterExtract
from leads.register import extracts, rounds
from leads.register.extracts import Refused
from leads.register.files import Unreadable

PAUSE = 1.0  # seconds, while a worker has it


class Command(BaseCommand):
    help = "Lees een bestand van KBO Open Data (zip of map) in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="het zip-bestand, of de map die ervan gemaakt is")
        parser.add_argument(
            "--list", action="store_true", help="bewaar ook andere ondernemingen, om op te zoeken"
        )

    def handle(self, *, path: str, list: bool, **options: Any) -> None:
        extract = RegisterExtract.objects.filter(
            path=str(Path(path).resolve()), state=RegisterExtract.State.READING
        ).first()
        try:
            extract = extract or extracts.begin(Path(path), None, keeps_list=list)
        except (Refused, Unreadable) as trouble:
            raise CommandError(str(trouble)) from trouble
        said = -1
        job = next(one for one in jobs.known() if one.name == extracts.JOB)
        while extract.is_at_work:
            jobs.ask(extracts.JOB)
            if not jobs.run(job):
                time.sleep(PAUSE)
            extract.refresh_from_db()
            if (percent := rounds.progress(extract)) != said:
                self.stdout.write(f"{percent:>3} %  {extract.figures.get('rows', 0)} rijen")
                said = percent
        if extract.state != RegisterExtract.State.DONE:
            raise CommandError(extract.trouble or "Het inlezen is gestopt.")
        figures = extract.figures
        self.stdout.write(
            f"Klaar: {figures.get('ours', 0)} werkgevers herkend, "
            f"{figures.get('filled', 0)} aangevuld."
        )
