"""Names that helpers had before they stood in tests/support; they go once nothing asks for them."""

import importlib
import sys
from importlib.machinery import ModuleSpec

FORMER = {
    "tests.servers": "servers",
    "tests.postgres": "postgres",
    "tests.machine": "machine",
    "tests.kept": "snapshot",
    "tests.employers": "employers",
    "tests.stops": "registration_stop",
    "tests.spoilt_pictures": "spoilt_pictures",
    "tests.planting": "planted_story",
    "tests.brand.mailchimp_server": "mailchimp_server",
    "tests.brand.smtp_server": "smtp_server",
    "tests.brand.parts": "house_style_page",
    "tests.roadshow.halts": "known_towns",
    "tests.browser.planting": "planted_payloads",
}


class FormerNames:
    """Finds a module under the name it had."""

    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self) if name in FORMER else None

    def create_module(self, spec):
        return importlib.import_module(f"tests.support.{FORMER[spec.name]}")

    def exec_module(self, module):
        """It ran under the name it has now."""


sys.meta_path.append(FormerNames())
