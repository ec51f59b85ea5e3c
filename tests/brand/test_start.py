"""What a process loads before it can answer."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Of exports, posters, maps, calendars, telephones and likeness: loaded once somebody asks for one.
LATER = {"openpyxl", "numpy", "fpdf", "fontTools", "pypdf", "folium", "icalendar"}
LATER |= {"phonenumbers", "rapidfuzz", "segno"}
START = "import sys, django; django.setup(); import brand.urls; print(*sys.modules)"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "brand.settings"}


def test_what_is_heavy_is_loaded_when_it_is_needed(tmp_path):
    started = subprocess.run(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env={**SETTINGS, "MERKBAAR_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(started.stdout.split())
    assert {"brand.forms.phones", "leads.duplicates.names", "brand.media.qr"} <= loaded
    assert {"brand.scoping.export", "brand.campaigns.screens"} <= loaded
    assert LATER & loaded == set()
