"""What release 0.1.0 kept as consent becomes a receipt of its true provenance, or of none."""

import json
import os
import subprocess
import sys

from tests.support.servers import ROOT


def test_each_row_gets_the_proof_it_has(tmp_path):
    own = {"MERKBAAR_VAR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/m.sqlite3"}
    run = [sys.executable, "-m", "tests.support.earlier_consents"]
    done = subprocess.run(
        run, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=True
    )
    *said, last = done.stdout.strip().splitlines()
    assert "".join(said).strip() == (
        "Antwoorden van voorheen: 1 via een persoonlijke link, 0 op een doorgegeven toestel, "
        "1 papieren formulier met foto, 3 zonder bewijs; 4 keer bleef een verhaal staan "
        "waarvoor niets gevraagd was."
    )
    assert json.loads(last) == {
        "receipts": [
            ["Link", "geen", "link", "Nooit gevraagd"],
            ["Link", "link", "", "Verhaal van Link"],
            ["Namens", "geen", "namens", ""],
            ["Namens", "geen", "namens", "Verhaal van Namens"],
            ["Papier", "geen", "papier", "Verhaal van Papier"],
            ["Papier", "papier", "", ""],
            ["Vinkje", "geen", "link", ""],
            ["Vinkje", "geen", "link", "Verhaal van Vinkje"],
            ["Vinkje", "geen", "papier", ""],
        ],
        "shown": [
            "Nooit gevraagd",
            "Verhaal van Link",
            "Verhaal van Namens",
            "Verhaal van Papier",
            "Verhaal van Vinkje",
        ],
        "ended": ["pers-en-drukwerk"],
        "proven": 2,
    }
