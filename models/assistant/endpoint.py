"""One call of an OpenAI-compatible endpoint, with an end in time and size."""

import json
import threading
from typing import NamedTuple

import requests

MAX_BYTES = 1 << 20
CHUNK = 1 << 12
BUSY = (408, 409, 425, 429)
"""HTTP states of a server that may answer later; those above 499 are such, too."""


class CallFailed(Exception):
    """A call without an answer.

    :param code: key of `request.FAILURES`
    :param again: whether a later call may succeed
    """

    def __init__(self, code, again=False):
        super().__init__(code)
        self.code, self.again = code, again


class Reply(NamedTuple):
    """The text of an answer, and the tokens that the endpoint counted."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0


class Endpoint(NamedTuple):
    """Where to ask.

    Errors name neither the address nor the key: nothing of them reaches a log.

    :param url: of the chat completions
    :param key: text, may be empty
    :param model: name of the model
    :param seconds: limit of a whole call
    """

    url: str
    key: str
    model: str
    seconds: float

    def ask(self, messages):
        """Return the `Reply` to messages.

        The call runs in a thread, for a server that sends byte by byte is within every
        limit that `requests` knows.

        :raise CallFailed: without an answer, whatever the reason
        """
        found = {}

        def call():
            try:
                found["reply"] = _reply(self._post(messages))
            except CallFailed as error:
                found["error"] = error
            except requests.Timeout:
                found["error"] = CallFailed("timeout", again=True)
            except (requests.RequestException, OSError):
                found["error"] = CallFailed("unreachable", again=True)
            except Exception:  # of a stranger's answer; its text may hold anything
                found["error"] = CallFailed("unreadable", again=True)

        thread = threading.Thread(target=call, daemon=True, name="qbd.assistant")
        thread.start()
        thread.join(self.seconds)
        if not found:
            raise CallFailed("timeout", again=True)
        if "error" in found:
            raise found["error"] from None
        return found["reply"]

    def _post(self, messages):
        """Return the answer as a dict."""
        with requests.post(
            self.url,
            json={"model": self.model, "messages": messages},
            auth=self._sign,
            timeout=self.seconds,
            allow_redirects=False,  # the key and the rows go to this address alone
            stream=True,
        ) as response:
            _check(response.status_code)
            return json.loads(_content(response))

    def _sign(self, request):
        """Add the key. As `auth`, it keeps `requests` from looking for others."""
        if self.key:
            request.headers["Authorization"] = f"Bearer {self.key}"
        return request


def _check(status):
    if status in (401, 403):
        raise CallFailed("key")
    if 300 <= status < 400:
        raise CallFailed("redirect")
    if status in BUSY or status >= 500:
        raise CallFailed("busy", again=True)
    if status != 200:
        raise CallFailed("refused")


def _content(response):
    content = b""
    for chunk in response.iter_content(CHUNK):
        content += chunk
        if len(content) > MAX_BYTES:
            raise CallFailed("unreadable", again=True)
    return content


def _reply(answer):
    """Return the `Reply` in an answer of the protocol."""
    message = answer["choices"][0]["message"]
    usage = answer.get("usage") or {}
    text = message.get("content")
    if message.get("refusal") or not isinstance(text, str):
        text = ""
    return Reply(
        text, _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    )


def _count(usage, name):
    value = usage.get(name) if isinstance(usage, dict) else 0
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return min(max(value, 0), 10**9) if is_number else 0
