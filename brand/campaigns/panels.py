"""The fields of a campaign, in the order in which one plans."""

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)

from brand.campaigns import forms


class RowsPanel(InlinePanel):
    """Rows of a form of ours, which knows who asks."""

    def __init__(self, *args, form, formset=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.form_of_row, self.formset_of_rows = form, formset

    def clone_kwargs(self):
        return {
            **super().clone_kwargs(),
            "form": self.form_of_row,
            "formset": self.formset_of_rows,
        }

    def get_form_options(self):
        options = super().get_form_options()
        rows = options["formsets"][self.relation_name]
        rows |= {"form": self.form_of_row, "inherit_kwargs": ["for_user"]}
        if self.formset_of_rows:
            rows["formset"] = self.formset_of_rows
        return options


def campaign_panels() -> ObjectList:
    return ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("organisation"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("goal_number"), FieldPanel("goal_counts")]),
                    FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                ],
                "Doel en periode",
            ),
            FieldPanel("audiences"),
            MultiFieldPanel(
                [
                    FieldPanel("landing_page"),
                    RowsPanel(
                        "pages",
                        panels=[FieldPanel("page")],
                        heading="Verhalen en haltes",
                        label="pagina",
                        form=forms.CampaignPageForm,
                        formset=forms.CampaignPageFormSet,
                    ),
                ],
                "Waarover het gaat",
            ),
            RowsPanel(
                "participations",
                panels=[FieldRowPanel([FieldPanel("organisation"), FieldPanel("cost_share")])],
                heading="Partners die meedoen",
                label="partner",
                help_text="Vul je een aandeel in, dan zijn alle aandelen samen 100 %.",
                form=forms.ParticipationForm,
                formset=forms.ParticipationFormSet,
            ),
            RowsPanel(
                "budget_lines",
                panels=[
                    FieldRowPanel([FieldPanel("description"), FieldPanel("channel")]),
                    FieldPanel("paid_by"),
                    FieldRowPanel(
                        [FieldPanel("planned"), FieldPanel("committed"), FieldPanel("spent")]
                    ),
                ],
                heading="Begroting",
                label="kost",
                form=forms.BudgetLineForm,
            ),
        ],
        base_form_class=forms.CampaignForm,
    )
