"""`POST /api/ask`: a question in, sentences of the guideline out, each with what it rests on."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from hematinic.answers import as_face, ask
from hematinic.answers.model import AskAnswer
from hematinic.render.face import encoded
from hematinic.web.api.schemas import ERRORS, PLAN_DAY, content
from hematinic.web.errors import json_response
from hematinic.web.service import Service, day_of, in_time


class Question(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=1_000)
    reader: Literal["clinician", "patient"] = "clinician"
    record: dict[str, Any] | None = Field(
        default=None, description="A patient file or a FHIR R4 Bundle, to answer for this patient."
    )
    as_of: str | None = Field(default=None, pattern=PLAN_DAY)


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["questions"])

    def answered(asked: Question) -> bytes:
        day = day_of(asked.as_of)
        record = service.read_data(asked.record, day) if asked.record else None
        if record is not None:
            service.plan(record, day)  # refuses what no plan can be made of, as /api/plan does
        return encoded(as_face(ask(asked.question, service.planner, record, asked.reader, day)))

    @router.post("/ask", response_model=None, responses={200: content(AskAnswer), **ERRORS})
    async def question(asked: Question) -> Response:
        """An answer from the guideline's own sentences, or what is missing, or that it is not
        covered; never a sentence that the guideline has not."""
        return json_response(await in_time(lambda: answered(asked)))

    return router
