"""One shape of error for every address: `{"error": {"message", "problems": [...]}}`; in a browser
the same as a page."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from hematinic.record.events import RecordError
from hematinic.render.face import Face, encoded
from hematinic.web.pages.answer import page

REFUSED = "The record was refused; nothing was planned. Mend what is named and send it again."


class ErrorDetail(Face, frozen=True):
    message: str
    problems: Sequence[str]


class ErrorAnswer(Face, frozen=True):
    error: ErrorDetail


class WebError(Exception):
    """A request that cannot be answered, with what to do about it."""

    def __init__(self, status: int, message: str, problems: tuple[str, ...] = ()) -> None:
        self.status, self.message, self.problems = status, message, problems
        super().__init__(message)

    def __reduce__(self) -> tuple[Any, ...]:
        """It comes whole from another process."""
        return WebError, (self.status, self.message, self.problems)


def error_body(message: str, problems: Sequence[str] = ()) -> bytes:
    return encoded(ErrorAnswer(ErrorDetail(message, problems)))


def json_response(body: bytes, status: int = 200) -> Response:
    """Never kept by anyone on the way: it may be a patient's."""
    headers = {"Cache-Control": "no-store"}
    return Response(body, status, media_type="application/json", headers=headers)


def error_response(status: int, message: str, problems: Sequence[str] = ()) -> Response:
    return json_response(error_body(message, problems), status)


SAID = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
}


def _answer(request: Request, status: int, message: str, problems: Sequence[str] = ()) -> Response:
    """A page for who looks with a browser."""
    if "text/html" not in request.headers.get("accept", ""):
        return error_response(status, message, problems)
    body = {"error": {"message": message, "problems": problems}}
    return page(request, "error.html", body, status, "no-store")


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = _answer(request, error.status_code, SAID.get(error.status_code, str(error.detail)))
    response.headers.update(error.headers or {})
    return response


async def _web(request: Request, error: Exception) -> Response:
    assert isinstance(error, WebError)
    return _answer(request, error.status, error.message, error.problems)


async def _record(request: Request, error: Exception) -> Response:
    assert isinstance(error, RecordError)
    return error_response(422, REFUSED, [str(mistake) for mistake in error.problems])


async def _validation(request: Request, error: Exception) -> Response:
    """Places and reasons only: FastAPI's own answer repeats the input, which may be a patient's."""
    assert isinstance(error, RequestValidationError)
    problems = [
        f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()
    ]
    return error_response(422, "The request is not understood.", problems)


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(WebError, _web)
    app.add_exception_handler(RecordError, _record)
    app.add_exception_handler(RequestValidationError, _validation)
