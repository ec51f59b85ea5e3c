"""`/vormingen/`: what partners teach, as long as it can be asked for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from leads.models import TrainingOffer

MOST = 200  # on one page; a federation has dozens


@require_safe
def trainings(request: HttpRequest) -> HttpResponse:
    offers = TrainingOffer.objects.published()[:MOST]
    return render(request, "leads/trainings/list.html", {"offers": offers})


@require_safe
def training(request: HttpRequest, pk: int) -> HttpResponse:
    """One that is over, is taken off or waits to be read looks like none."""
    offer = get_object_or_404(TrainingOffer.objects.published(), pk=pk)
    return render(request, "leads/trainings/training.html", {"offer": offer})
