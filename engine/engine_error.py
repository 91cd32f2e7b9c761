"""The one error of engines."""


class EngineError(ValueError):
    """Work cannot run where it was asked to, or was lost there."""
