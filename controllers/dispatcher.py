import logging

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from odoo import http

from ..core.errors import EnvelopeRefused
from ..core.qbwc import envelope

_logger = logging.getLogger(__name__)

XML = "text/xml; charset=utf-8"

_OUR_FAILURE = (
    "Odoo could not complete this step. It will be retried the next time the Web "
    "Connector runs. The reason is in the log of the Odoo server."
)


class QbwcDispatcher(http.Dispatcher):
    """Serves routes of type "qbwc": raw bodies, and every error as a SOAP fault.

    `handle_error` is called for any error of the endpoint, of the flush after it, of
    the retries on concurrency errors, or of the commit.
    """

    routing_type = "qbwc"
    mimetypes = ("text/xml",)
    body = None
    """The bytes of the request, once they are read."""

    @classmethod
    def is_compatible_with(cls, request):
        """Take any content type: a refusal at this point would leave as HTML."""
        return True

    def dispatch(self, endpoint, args):
        self.request.params = dict(args)
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def handle_error(self, exc):
        code, text = self._spoken(exc)
        if code == "Client":
            address = self.request.httprequest.remote_addr
            # anybody can send any number of them: nothing for the log's reader to do
            _logger.info("Refused a request from %s: %s", address, text)
            exc.loglevel = logging.DEBUG  # for Odoo, which would log it once more
        return http.Response(envelope.fault(code, text), status=500, content_type=XML)

    def _spoken(self, exc):
        """Return the fault's code and words; never those of an error of ours."""
        if isinstance(exc, EnvelopeRefused):
            return "Client", str(exc)
        if isinstance(exc, RequestEntityTooLarge):
            return "Client", "The request is larger than Odoo accepts."
        if isinstance(exc, HTTPException) and (exc.code or 500) < 500:
            return "Client", exc.name
        return "Server", _OUR_FAILURE
