"""The site with a newsletter service that stands on this machine, for tests.

python -m tests.support.site_with_mailchimp http://127.0.0.1:9000/3.0 serve --port 8001
"""

import os
import sys
from datetime import timedelta

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from brand.audience import batches, mailchimp

    address, command, *arguments = sys.argv[1:]
    settings.MAILCHIMP_BASE_URL = address
    batches.MORE_THAN = int(os.environ.get("ORDERS_ALONE", batches.MORE_THAN))
    batches.SOUGHT_FOR = timedelta(seconds=1)
    mailchimp.READ = 2  # seconds: a server of our own answers at once or never
    call_command(command, *arguments)
