"""Failures of single requests, planned by a test: the next one answers this status."""

from .status import Failed, Status


class Failures:
    """Refusals by QuickBooks of requests that are right.

    For the transient codes above all: 3175 (in use), 3180 (modified by another user).
    """

    def __init__(self):
        self._planned = []

    def plan(self, name, code, message="", severity="Error", times=1):
        """Let the next ``times`` requests called ``name`` (``CustomerMod``) fail."""
        self._planned += [(name, Status(code, severity, message))] * times

    def check(self, request):
        """Raise Failed if this request was planned to fail."""
        for index, (name, planned) in enumerate(self._planned):
            if name == request.name:
                del self._planned[index]
                raise Failed(planned)
