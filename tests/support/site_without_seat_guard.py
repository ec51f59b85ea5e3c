"""The site without its guard against overselling, to see that the test of it can fail.

python -m tests.support.site_without_seat_guard --port 8001
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
    django.setup()
    from django.core.management import call_command

    from roadshow.models import SeatCount
    from roadshow.registration import seats

    seats.guarded = lambda stop, wanted: SeatCount.objects.filter(pk=stop.pk)
    seats.is_full = lambda stop, wanted: False  # the look beforehand
    call_command("serve", "--no-worker", *sys.argv[1:])
