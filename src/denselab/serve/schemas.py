"""What answers look like, for the OpenAPI document."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

Share = Annotated[float, Field(ge=0, le=1)]


class Problem(BaseModel):
    """Why a request was refused."""

    error: Annotated[str, Field(description="One line.")]


class Prediction(BaseModel):
    """What the network says of one sample."""

    label: Annotated[str, Field(alias="class", description="The likeliest class.")]
    probability: Annotated[Share, Field(description="Of that class.")]
    probabilities: Annotated[dict[str, Share], Field(description="Of each class.")]


class Predictions(BaseModel):
    """What the network says, sample by sample, in their order."""

    predictions: list[Prediction]
    notes: Annotated[
        list[str],
        Field(description="What was not as it should be, and how it was treated."),
    ]


class Input(BaseModel):
    """A tensor that the model reads."""

    name: str
    datatype: str
    shape: list[int]


class Column(BaseModel):
    """A column of a table that the network goes by."""

    name: str
    kind: str


class Test(BaseModel):
    """What the sealed test said of the network: an accuracy with its 95% interval."""

    model: str
    accuracy: Share
    low: Share
    high: Share
    n: Annotated[int, Field(description="Test samples.")]


class Data(BaseModel):
    """What the network learned from."""

    name: str
    origin: str


class Model(BaseModel):
    """What is known of the network that answers."""

    name: str
    kind: Annotated[str, Field(description="What its samples are: images, table or texts.")]
    classes: list[str]
    inputs: list[Input]
    columns: Annotated[list[Column], Field(description="Of a table; else empty.")]
    test: Annotated[Test | None, Field(description="None of an adapted network.")]
    data: Data


def json_body(of: type[BaseModel]) -> dict[str, Any]:
    """How an operation says what JSON it reads, where it reads that by itself."""
    schema = of.model_json_schema()
    parts = schema.pop("$defs", {})

    def whole(part: Any) -> Any:
        """With the parts that it refers to in their places."""
        if isinstance(part, list):
            return [whole(each) for each in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return whole(parts[part["$ref"].rpartition("/")[2]])
        return {key: whole(each) for key, each in part.items()}

    return {"required": True, "content": {"application/json": {"schema": whole(schema)}}}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How an operation says that it may answer with these."""
    told = {
        400: "The request cannot be read.",
        403: "It comes from the page of another site.",
        404: "There is no such thing.",
        408: "It did not arrive in time.",
        413: "It is too large.",
        415: "It is of a type that is not read here.",
        421: "It was meant for another host.",
        422: "It is not what is asked for.",
        503: "Too many requests are waiting; ask again.",
    }
    return {status: {"model": Problem, "description": told[status]} for status in statuses}


#: What any request with a body may be answered with.
ANY = (400, 403, 408, 413, 421, 422, 503)
