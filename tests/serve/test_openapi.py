"""Requests drawn from the service's own OpenAPI document: what it promises, it keeps."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from denselab.serve import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
DRAWN = settings(
    max_examples=25,
    suppress_health_check=[
        HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large
    ],
)  # fmt: skip


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", ["digits", "rows", "texts"])
def test_it_answers_as_its_document_says(service_of, name, mode):
    app = application(service_of(f"{name}_run"), ["testserver"])
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == (10 if name == "digits" else 8)  # it draws from all of them

    for operation in operations:

        @DRAWN
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            case.call_and_validate(checks=[*CHECKS, *more(case, name)])

        if mode == GenerationMode.POSITIVE or can_be_wrong(operation):
            ask()


def can_be_wrong(operation):
    """Whether a request can be other than the document says; bytes alone cannot."""
    in_json = any("json" in body.media_type for body in operation.body)
    return in_json or bool(operation.path_parameters)


def more(case, name):
    """Samples in JSON are answered if they are as the document says; a row may be of another
    table, a file no image, a tensor of another shape."""
    of_samples = case.path == "/api/predict" and case.media_type == "application/json"
    return [positive_data_acceptance] if of_samples and name != "rows" else []
