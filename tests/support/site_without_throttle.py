"""The site without its limits on how often: one client may ask as often as it likes.

python -m tests.support.site_without_throttle --port 8001
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
    django.setup()
    from django.core.management import call_command

    from brand.http import throttle

    throttle.is_flood = lambda *args, **kwargs: False
    throttle.allowed = throttle.first_use = lambda *args, **kwargs: True
    call_command("serve", "--no-worker", *sys.argv[1:])
