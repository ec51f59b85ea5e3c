"""The site with a newsletter service that stands on this machine, for tests.

python -m tests.support.site_with_mailchimp http://127.0.0.1:9000/3.0 serve --port 8001
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    address, command, *arguments = sys.argv[1:]
    settings.MAILCHIMP_BASE_URL = address
    call_command(command, *arguments)
