"""Checking a password without keeping the processor from other requests."""

import os

from django.contrib.auth.backends import ModelBackend

from brand.http.crowding import Turnstile

turnstile = Turnstile(
    at_once=max(1, (os.cpu_count() or 2) // 2), waiting=5, of_one_address=3, patience=3.0
)


class PasswordBackend(ModelBackend):
    def authenticate(self, request, username=None, password=None, **kwargs):
        with turnstile.turn(request.META.get("REMOTE_ADDR", "") if request else ""):
            return super().authenticate(request, username, password, **kwargs)
