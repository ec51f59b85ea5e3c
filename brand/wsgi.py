import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
application = get_wsgi_application()

from brand import rooms  # noqa: E402 - the apps are ready only now

for room in rooms.modules("restoring"):
    room.before_serving()
