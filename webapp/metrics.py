"""What Prometheus reads: requests by route, submissions by status, waits."""

import time

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webapp.log import route_of
from webapp.services import Services

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 30.0)

REGISTRY = CollectorRegistry()
"""Of this process."""

_REQUESTS = Histogram(
    "oncolit_request_seconds",
    "Requests by method, route and status.",
    ("method", "route", "status"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
_SUBMISSIONS = Gauge(
    "oncolit_submissions", "Submissions by status.", ("status",), registry=REGISTRY
)
_MODEL = Gauge(
    "oncolit_model", "1 for the model that answers.", ("model", "made"), registry=REGISTRY
)


class RequestMetrics:
    """ASGI middleware that counts and times requests by route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request when it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            took = time.perf_counter() - begun
            _REQUESTS.labels(scope["method"], route_of(scope), str(status)).observe(took)


def write_metrics(services: Services) -> bytes:
    """Return all metrics in Prometheus' text format."""
    for status, number in services.submissions.counts().items():
        _SUBMISSIONS.labels(status.value).set(number)
    versions = services.sources.current.versions
    _MODEL.clear()
    _MODEL.labels(versions.model, versions.model_made).set(1)
    return generate_latest(REGISTRY)
