"""Asking for a new password: at most one mail an hour, and the page says the same each time."""

from wagtail.admin.forms.auth import PasswordResetForm

from brand.forms.fields import MailField
from brand.http import throttle


class OneAnHour(PasswordResetForm):
    email = MailField(label=PasswordResetForm.base_fields["email"].label)

    def get_users(self, email):
        for user in super().get_users(email):
            if throttle.first_use("password reset", user.pk, throttle.HOUR):
                yield user
