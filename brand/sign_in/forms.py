"""Signing in to the back office."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.auth import LoginForm

from brand.demo import door


class SignInForm(LoginForm):
    """Wagtail's, whose password field has no name that could be translated."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = gettext_lazy("Password")

    def clean(self):
        typed = self.cleaned_data
        if door.refuses(self.request, typed.get("username", ""), typed.get("password", "")):
            raise ValidationError(door.SHUT, code="demo")
        return super().clean()
