"""The page behind an invitation: who asked you, for what; your name, a password, and in."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout, password_validation
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from brand.forms import BrandForm
from brand.forms.fields import NameField
from brand.models import Invitation, Membership, User
from brand.people import invitation as people_invitation
from brand.tokens import unlisted

BACKEND = "brand.sign_in.backend.PasswordBackend"
TOO_WEAK = {
    "password_too_short": "Dit wachtwoord is te kort: het moet minstens 12 tekens lang zijn.",
    "password_too_common": "Dit wachtwoord wordt te vaak gebruikt. Kies er een dat van jou is.",
    "password_too_similar": "Dit wachtwoord lijkt te veel op je naam of je e-mailadres.",
}


class Typed(forms.PasswordInput):
    """A password that stays where it was typed: only its own browser gets it back."""

    def __init__(self):
        super().__init__(attrs={"autocomplete": "new-password"}, render_value=True)


class ComeInForm(BrandForm):
    submit_label = "Maak mijn account"
    required = {"name": "Vul je voornaam en naam in.", "password": "Kies een wachtwoord."}

    name = NameField("Voornaam en naam", "name", max_length=200)
    password = forms.CharField(
        label="Kies een wachtwoord",
        max_length=200,
        strip=False,
        widget=Typed(),
        help_text="Minstens 12 tekens. Een paar woorden na elkaar onthou je makkelijk.",
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self):
        values = super().clean()
        password = values.get("password")
        if password:
            self.user.first_name = values.get("name", "")
            try:
                password_validation.validate_password(password, self.user)
            except ValidationError as weak:
                for reason in weak.error_list:
                    self.add_error("password", TOO_WEAK.get(reason.code, reason))
        return values


@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def invitation(request, token):
    """Unknown, too old and used look alike, and say what to do now."""
    asked = Invitation.find(token)
    if asked is None or not asked.holds:
        return render(request, "brand/people/invitation/unknown.html", status=404)
    user = asked.membership.user
    if user.has_come_in:
        return _offer_role(request, asked)
    form = ComeInForm(request.POST or None, user=user, initial={"name": _name(user)})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        came = people_invitation.accept(asked, name=values["name"], password=values["password"])
        return _welcome(request, came)
    context = {"form": form, "asked": asked, "membership": asked.membership, "person": user}
    status = 422 if form.is_bound else 200
    return render(request, "brand/people/invitation/come_in.html", context, status=status)


def _offer_role(request, asked: Invitation):
    """A user with an account accepts the role signed in; no other account can."""
    is_theirs = request.user.is_authenticated and request.user.pk == asked.membership.user_id
    if request.method == "POST" and is_theirs:
        if not people_invitation.take_role(asked, request.user):
            return _welcome(request, None)
        return _welcome(request, asked.membership.user, _thanks(asked.membership))
    sign_in_url = f"{reverse('wagtailadmin_login')}?{urlencode({'next': request.path})}"
    if request.method == "POST" and "afmelden" in request.POST and request.user.is_authenticated:
        # Not by the back office's own button: who only stands at the door does not reach it.
        logout(request)
        return redirect(sign_in_url)
    context = {
        "asked": asked,
        "membership": asked.membership,
        "person": asked.membership.user,
        "is_theirs": is_theirs,
        "sign_in_url": sign_in_url,
    }
    status = 403 if request.method == "POST" else 200
    return render(request, "brand/people/invitation/take_role.html", context, status=status)


def _name(user: User) -> str:
    return f"{user.first_name} {user.last_name}".strip()


def _thanks(membership: Membership) -> str:
    role = membership.get_role_display().lower()
    return f"Dank je. Je bent nu {role} bij {membership.organisation}."


def _welcome(request, user: User | None, thanks: str = ""):
    """To the back office, which asks for the second factor; or to what there is at the door."""
    if user is None:
        return render(request, "brand/people/invitation/unknown.html", status=404)
    if not request.user.is_authenticated or request.user.pk != user.pk:
        login(request, user, backend=BACKEND)
    if user.has_perm("wagtailadmin.access_admin"):
        if thanks:
            messages.success(request, thanks)
        return redirect("wagtailadmin_home")
    return render(request, "brand/people/invitation/at_the_door.html", {"thanks": thanks})
