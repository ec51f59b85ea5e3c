import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
application = get_wsgi_application()

from brand import rooms  # noqa: E402 - the apps are ready only now
from brand.http import encodings, head, kept_answers  # noqa: E402

application = head.without_body(kept_answers.kept(encodings.readable(application)))

for room in rooms.modules("restoring"):
    room.before_serving()
