from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from brand.forms.addresses import plain_address


class MailAddressManager(UserManager):
    """People sign in with their mail address."""

    def _create_user(self, email, password, **fields):
        if not email:
            raise ValueError("A user needs a mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email, password=None, **fields):
        fields.setdefault("is_staff", False)
        fields.setdefault("is_superuser", False)
        return self._create_user(email, password, **fields)

    def create_superuser(self, email, password=None, **fields):
        return self._create_user(
            email, password, **{**fields, "is_staff": True, "is_superuser": True}
        )

    def get_by_natural_key(self, email):
        return self.get(email=plain_address(email))


class User(AbstractUser):
    """An account: a marketer, a coordinator, a steward at the door."""

    username = None
    email = models.EmailField("e-mailadres", unique=True)
    phone = models.CharField("telefoon", max_length=40, blank=True)
    # Made by the demo: comes in on this very machine only (see brand/demo/door.py).
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)
    # Part of what a session is checked against: one higher ends every session of this person.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = MailAddressManager()

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"

    def __str__(self):
        return self.get_full_name() or self.email

    def clean(self):
        super().clean()
        self.email = plain_address(self.email)

    def save(self, *args, **kwargs):
        self.email = plain_address(self.email)
        super().save(*args, **kwargs)

    def get_full_name(self):
        return super().get_full_name() or self.email

    def _get_session_auth_hash(self, secret=None):
        """Django asks here for the present key and for those that were replaced."""
        return salted_hmac(
            "brand.User.session",
            f"{self.session_epoch}:{self.password}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    def end_sessions(self) -> None:
        """Sign this person out everywhere."""
        type(self).objects.filter(pk=self.pk).update(session_epoch=models.F("session_epoch") + 1)
        self.refresh_from_db(fields=["session_epoch"])

    @property
    def has_come_in(self) -> bool:
        """Whether this person answered an invitation; before that there is no password."""
        return self.has_usable_password()

    @cached_property
    def roles(self) -> dict[int, set[str]]:
        """Role names per organisation id, read once per request."""
        found: dict[int, set[str]] = {}
        held = self.memberships.accepted()
        for organisation, role in held.values_list("organisation_id", "role"):
            found.setdefault(organisation, set()).add(role)
        return found

    @cached_property
    def federation_roles(self) -> set[str]:
        """Roles at the federation itself, which reach every partner; read once per request."""
        if not self.is_active:
            return set()
        held = self.memberships.accepted().filter(organisation__is_federation=True)
        return set(held.values_list("role", flat=True))

    @cached_property
    def is_federation(self) -> bool:
        """Runs the brand: the superuser, and the federation's administrators.

        Others of the federation do there what their role says; see brand/scoping.
        """
        return self.is_superuser or "beheerder" in self.federation_roles

    def organisation_ids(self, *roles: str) -> set[int]:
        """The organisations in which this person has one of the roles (any, when none is named)."""
        if not self.is_active:
            return set()
        return {pk for pk, held in self.roles.items() if not roles or held & set(roles)}
