"""A server on this machine that speaks the protocol of assistants, as tests want it."""

import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class AssistantServer:
    """Answers calls one after the other, and keeps what it was sent.

    :param replies: each is the text of an answer, or callable(handler); the last one
        is repeated
    """

    def __init__(self, *replies):
        self.replies, self.requests = list(replies), []
        self.released = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def close(self):
        self.released.set()
        self._http.shutdown()
        self._http.server_close()

    def questions(self):
        """Return the JSON with the rows of each call."""
        return [
            json.loads(one["body"]["messages"][1]["content"]) for one in self.requests
        ]

    def next_reply(self):
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def _handler(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            over, owner = server.released, server

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.requests.append(
                    {
                        "path": self.path,
                        "key": self.headers.get("Authorization"),
                        "body": json.loads(body),
                    }
                )
                reply = server.next_reply()
                # The caller may have gone, its time being up
                with suppress(BrokenPipeError, ConnectionResetError):
                    reply(self) if callable(reply) else answer(self, reply)

            def log_message(self, *_args):
                """Write nothing to the output of the tests."""

        return Handler


def answer(handler, content, **message):
    """Send an answer of the protocol, with its counted tokens."""
    send(
        handler,
        json.dumps(
            {
                "choices": [{"message": {"content": content, **message}}],
                "usage": {"prompt_tokens": 1000, "completion_tokens": 200},
            }
        ),
    )


def send(handler, text, status=200, **headers):
    """Send anything."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(text.encode())))
    handler.end_headers()
    handler.wfile.write(text.encode())


def fails(status, **headers):
    """Return a reply with an HTTP state."""
    return lambda handler: send(handler, "no", status, **headers)


def drips(handler):
    """Send bytes one by one for as long as the server lives."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.over.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def rows(**fields):
    """Return the text of an answer: {row: fields}."""
    return json.dumps(
        {"answers": [{"row": row[1:], **own} for row, own in fields.items()]}
    )


def about(name, **fields):
    """Return a reply about the row of a record of Odoo."""

    def reply(handler):
        asked = handler.owner.questions()[-1]["rows"]
        row = next(one["row"] for one in asked if one["odoo"]["name"] == name)
        answer(handler, rows(**{f"_{row}": fields}))

    return reply
