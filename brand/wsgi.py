import gc
import os

from django.core.wsgi import get_wsgi_application

gc.disable()  # until everything is loaded
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - the apps are ready only now

from brand import rooms  # noqa: E402
from brand.http import encodings, head, kept_answers  # noqa: E402

application = head.without_body(kept_answers.kept(encodings.readable(application)))

get_resolver().url_patterns  # noqa: B018 - loaded here, not while the first visitor waits
gc.freeze()
gc.enable()

for room in rooms.modules("restoring"):
    room.before_serving()
