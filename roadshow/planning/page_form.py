"""A stop in Wagtail's page editor."""

from brand.forms.conflicts import LOOK, SOMEBODY
from brand.scoping.page_form import OwnFilesForm


class StopPageForm(OwnFilesForm):
    """Says so when another version was saved since the editor was opened.

    Wagtail looks only when it saves by itself; whoever presses the button would put the older
    values back. The form comes back with what was typed, on top of the newest version.
    """

    def clean(self):
        values = super().clean()
        if self._is_out_of_date():
            self.add_error(None, f"{self._who()}. {LOOK}")
        return values

    def _is_out_of_date(self) -> bool:
        latest = self.instance.latest_revision
        if latest is None:
            return False
        if own := self.data.get("overwrite_revision_id"):
            return own != str(latest.pk)
        opened = self.data.get("loaded_revision_id")
        saved_at = self.data.get("loaded_revision_created_at")
        return bool(opened) and (
            opened != str(latest.pk) or saved_at not in (None, "", latest.created_at.isoformat())
        )

    def _who(self) -> str:
        user = self.instance.latest_revision.user
        return f"{user.get_full_name() or user} bewaarde dit intussen" if user else SOMEBODY
