import logging
import tempfile
import time

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import SUPERUSER_ID, http
from odoo.http import content_disposition, request

from ..core.errors import EnvelopeRefused
from ..core.qbwc import envelope, verbs
from ..core.qbwc.wsdl import wsdl
from .dispatcher import XML

_logger = logging.getLogger(__name__)

PATH = "/qbd/qbwc"
CHUNK = 1 << 16
MAX_BYTES_PARAMETER = "quickbooks_desktop.max_request_bytes"

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>QuickBooks Desktop Sync</title></head>
<body>
<h1>QuickBooks Desktop Sync</h1>
<p>The Odoo endpoint is working.</p>
<p>It is meant for the QuickBooks Web Connector, a program on the computer that runs
QuickBooks; there is nothing to do here in a browser. To connect a company file, open
the QuickBooks menu in Odoo, choose a connection, download its Web Connector file
(.qwc), and open that file on the computer with QuickBooks.</p>
<p>If the Web Connector shows an error, the sessions of the connection in Odoo say what
happened and what to do. The rest is in the documentation of the QuickBooks Desktop Sync
addon, in its README file.</p>
</body>
</html>
"""


class QbwcController(http.Controller):
    """Serves the address that Web Connectors call, and the file that contains it."""

    def _max_bytes(self):
        """Return the maximum length of a request, in bytes."""
        parameters = request.env["ir.config_parameter"].with_user(SUPERUSER_ID)
        value = parameters.get_param(MAX_BYTES_PARAMETER) or ""
        return int(value) if value.isdecimal() else envelope.MAX_BYTES

    @http.route(
        PATH,
        type="qbwc",
        auth="none",
        csrf=False,
        readonly=False,
        save_session=False,
        max_content_length=_max_bytes,
    )
    def qbwc(self):
        """Answer a call; for GET and HEAD, return a page or the WSDL."""
        if request.httprequest.method not in ("GET", "HEAD"):
            return self._answer_call()
        if "wsdl" in map(str.lower, request.httprequest.args):
            return self._response(wsdl(request.httprequest.base_url), XML)
        return self._response(PAGE, "text/html; charset=utf-8")

    @http.route(
        "/qbd/connection/<int:connection_id>/qwc",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def qwc(self, connection_id):
        """Download the `.qwc` file of a connection, for users who may change it."""
        connection = request.env["qbd.connection"].browse(connection_id).exists()
        if not connection:
            raise request.not_found()
        connection.check_access("write")
        filename, content = connection._qwc_file()
        headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Disposition", content_disposition(filename)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)

    @http.route(
        "/qbd/connection/<int:connection_id>/records",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def records(self, connection_id, stream=None):
        """Download the records of a connection as XML, for its managers."""
        connection = request.env["qbd.connection"].browse(connection_id).exists()
        if not connection or (stream and not stream.isdecimal()):
            raise request.not_found()
        connection.check_access("write")
        out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
        connection._export_records(out, int(stream) if stream else None)
        out.seek(0)
        headers = [
            ("Content-Type", "application/xml"),
            ("Content-Disposition", content_disposition("quickbooks.xml")),
            ("Cache-Control", "no-store"),
        ]
        chunks = iter(lambda: out.read(CHUNK), b"")
        response = request.make_response(chunks, headers)
        response.call_on_close(out.close)
        return response

    def _answer_call(self):
        started = time.monotonic()
        incoming = request.httprequest
        charset = incoming.mimetype_params.get("charset", "")
        call = envelope.read_call(
            self._body(incoming, charset),
            max_bytes=incoming.max_content_length,
            charset=charset,
        )
        port = self._port()
        action = incoming.headers.get("SOAPAction", "")
        answer = verbs.perform(call, port, soap_action=action)
        _logger.info(
            "%s connection=%s %.0f ms",
            call.name,
            port.connection_id or "-",
            (time.monotonic() - started) * 1000,
        )
        return self._response(answer, XML)

    def _body(self, incoming, charset):
        """Return the bytes of a request; a long request needs a valid ticket.

        :raise EnvelopeRefused: before more is read or parsed
        :raise RequestEntityTooLarge: longer than Odoo accepts, declared or not
        """
        kept = request.dispatcher
        if kept.body is None:  # a repeated call finds its stream read
            kept.body = self._read_body(incoming, charset)
        return kept.body

    def _read_body(self, incoming, charset):
        stream = incoming._HTTPRequest__wrapped.stream  # Odoo gives whole bodies only
        limit = min(envelope.SMALL_BYTES, incoming.max_content_length)
        head = _read(stream, limit + 1)
        if len(head) <= limit:
            return head
        if limit == incoming.max_content_length:
            raise RequestEntityTooLarge
        ticket = envelope.find_ticket(head, charset)
        if not ticket or not self._port().knows_ticket(ticket):
            raise EnvelopeRefused(
                f"The request is larger than {limit} bytes, which Odoo accepts only"
                " within a session that it knows."
            )
        return head + _read(stream)

    def _port(self):
        """Return the object that serves the verbs of a call, as superuser."""
        request.update_env(user=SUPERUSER_ID)
        return request.env["qbd.session"]._qbwc_port(
            request.httprequest.remote_addr, request.httprequest.base_url
        )

    def _response(self, content, content_type):
        return http.Response(content, content_type=content_type)


def _read(stream, most=None):
    """Return the bytes of a stream, at most `most`; None: all of them."""
    chunks, left = [], most
    while left is None or left > 0:
        chunk = stream.read(CHUNK if left is None else min(CHUNK, left))
        if not chunk:
            break
        chunks.append(chunk)
        left = None if left is None else left - len(chunk)
    return b"".join(chunks)
