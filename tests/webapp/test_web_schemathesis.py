"""Whatever is sent to the API, its answers are those that its OpenAPI document describes.

Requests are made from the document: ones that fit it and ones that do not.
"""

import shutil
import time
from types import SimpleNamespace

import httpx2 as httpx
import pytest
import schemathesis
from conftest import START_SECONDS, running_server
from hypothesis import HealthCheck, given, settings
from schemathesis import Config, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from webapp.app import create_app
from webapp.settings import Settings

pytestmark = pytest.mark.slow

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
REFUSALS = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]
CONFIG = Config.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": [str(one) for one in REFUSALS]}}}
)
EXAMPLES = 25
REPORT_SECONDS = 60
MAF = (
    "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
    "BRAF\tp.V600E\tMissense_Mutation\tT1\n"
)


def operations():
    """Read the operations from the document, for which no server needs to run."""
    app = create_app(SimpleNamespace(settings=Settings()))
    document = schemathesis.openapi.from_dict(app.openapi(), config=CONFIG)
    found = [result.ok() for result in document.get_all_operations()]
    return {f"{one.method.upper()} {one.path}": one for one in found}


OPERATIONS = operations()
CASES = [
    pytest.param(name, mode, id=f"{name} {mode.value}")
    for name, operation in OPERATIONS.items()
    for mode in GenerationMode
    # without body and parameters nothing can be wrong
    if mode.is_positive or operation.body or any(operation.iter_parameters())
]
ON_REPORTS = [name for name in OPERATIONS if name.startswith("GET") and "submission_id" in name]


@pytest.fixture(scope="module")
def address(tmp_path_factory, small_model, small_ranker):
    home = tmp_path_factory.mktemp("fuzzed")
    shutil.copytree(small_ranker, home / "data" / "response")
    environment = {
        "ONCOLIT_HOME": str(home),
        "ONCOLIT_MODEL": str(small_model),
        "ONCOLIT_QUEUE_LENGTH": "1000000",
        "ONCOLIT_REQUESTS_PER_MINUTE": "1000000",
    }
    with running_server(environment) as (_, running):
        yield running


@pytest.fixture(scope="module")
def done(address):
    """The ID of a submission whose report is made."""
    api = f"{address}/api/v1/submissions"
    sent = httpx.post(api, files={"file": ("one.maf", MAF.encode())}, timeout=START_SECONDS)
    submission_id = sent.json()["id"]
    end = time.monotonic() + REPORT_SECONDS
    while httpx.get(f"{api}/{submission_id}").json()["status"] != "done":
        assert time.monotonic() < end
        time.sleep(0.1)
    return submission_id


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_every_answer_is_as_the_document_says(name, mode, address):
    check(OPERATIONS[name], mode, address)


@pytest.mark.parametrize("name", ON_REPORTS)
def test_answers_on_a_report_are_as_the_document_says(name, address, done):
    check(OPERATIONS[name], GenerationMode.POSITIVE, address, submission_id=done)


def check(operation, mode, address, **parameters):
    """Send requests of an operation and look at their answers."""

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def send(case):
        case.path_parameters.update(parameters)
        case.call_and_validate(base_url=address, checks=CHECKS, timeout=START_SECONDS)

    send()
