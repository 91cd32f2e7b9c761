"""How what stands before the routes answers a request that it does not pass on."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from webapp.problems import Problem, problem_response

Refuse = Callable[[Request, Exception], Awaitable[Response]]
"""Makes the answer of a request and the Problem for which it is refused."""


async def refuse_as_json(_request: Request, error: Exception) -> Response:
    """Answer with problem details, whoever asks."""
    return problem_response(error if isinstance(error, Problem) else Problem(500, "a fault"))
