"""Keeps tokens of personal links out of the log: they open a person's page."""

import logging

from django.apps import apps


class WithoutTokens(logging.Filter):
    """Django logs the address of every request that it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        if apps.ready and "/" in (message := record.getMessage()):
            from brand.privacy import links  # needs the models, which come after the log

            record.msg, record.args = links.hide_in_addresses(message), ()
        return True
