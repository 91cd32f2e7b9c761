"""What the docs say of the API is so."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
CALL = re.compile(r"`(?:(GET|POST|DELETE) )?(/(?:api/v1/|health|ready|metrics)[\w/{}.-]*)")


def documented(name):
    text = (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
    return {(method or "GET", path) for method, path in CALL.findall(text)}


def test_every_call_of_the_docs_is_one_of_the_api(client):
    paths = client.get("/openapi.json").json()["paths"]
    there = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert len(documented("api.md")) >= 8
    assert documented("api.md") <= there


def test_every_field_of_an_answer_that_the_docs_name_is_in_it(client):
    text = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
    table = text.split("| field of the answer | holds |")[1].split("\n\n")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if "|" in line]
    names = {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}
    said = client.post("/api/v1/classify", json={"gene": "EGFR", "variation": "T790M"}).json()
    assert len(names) >= 8
    assert names <= set(said)
