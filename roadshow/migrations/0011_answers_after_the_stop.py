from django.db import migrations
from django.utils import timezone

from brand.dates.working_days import working_days_after

CALLBACK = "terugbelformulier"
NEW, CALL, COMING = "nieuw", "bellen", ["bevestigd", "wachtlijst", "aangeboden"]


def wait_for_the_stop(apps, schema_editor):
    """Who registered for a coming stop was to be called before it; now on the next working day."""
    registrations = apps.get_model("roadshow", "Registration").objects
    leads = apps.get_model("leads", "Lead").objects
    coming = registrations.filter(
        state__in=COMING,
        stop__starts_at__gt=timezone.now(),
        lead__stage=NEW,
        lead__first_responded_at=None,
    ).exclude(lead__interactions__kind=CALLBACK)
    # Of several stops the first counts: it is kept last.
    first = dict(coming.order_by("-stop__starts_at").values_list("lead", "stop__starts_at"))
    for pk, starts_at in first.items():
        due = working_days_after(timezone.localdate(starts_at), 1)
        lead = leads.get(pk=pk)
        met_before = registrations.filter(lead=pk, stop__starts_at__lte=timezone.now()).exists()
        if met_before or lead.first_response_due is None or lead.first_response_due >= due:
            continue
        fields = {"first_response_due": due}
        planned = lead.next_action, lead.next_action_on, lead.next_action_at
        if planned == (CALL, lead.first_response_due, None) and not lead.next_action_note:
            fields |= {"next_action_on": due, "version": lead.version + 1}
        leads.filter(pk=pk).update(**fields)


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0006_page_of_a_line"),
        ("roadshow", "0010_stop_page"),
    ]
    operations = [migrations.RunPython(wait_for_the_stop, migrations.RunPython.noop)]
