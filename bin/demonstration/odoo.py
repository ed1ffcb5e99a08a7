"""Odoo as a browser reaches it."""

import requests

LOGIN = "admin"
PASSWORD = "admin"
TIMEOUT = 120


class OdooError(Exception):
    """Odoo refused a call; the text is its own."""


class Odoo:
    """One who is logged in as the administrator.

    :param url: address of the server, e.g. http://localhost:8069
    """

    def __init__(self, url, database):
        self.url = url
        self._http = requests.Session()
        login = {"db": database, "login": LOGIN, "password": PASSWORD}
        self._post("/web/session/authenticate", login)

    def call(self, model, method, *arguments, **options):
        """Call a public method. For records, the first argument is a list of ids."""
        parameters = {
            "model": model,
            "method": method,
            "args": arguments,
            "kwargs": options,
        }
        return self._post("/web/dataset/call_kw", parameters)

    def read(self, model, domain, paths):
        """The matching records as dicts, archived ones too, in the order of ids.

        :param paths: names of fields, or "field/field of the records it refers to"
        """
        specification = {}
        for name, _slash, below in (path.partition("/") for path in paths):
            own = specification.setdefault(name, {})
            if below:
                own.setdefault("fields", {})[below] = {}
        found = self.call(
            model,
            "web_search_read",
            domain,
            specification,
            order="id",
            context={"active_test": False},
        )
        return found["records"]

    def find(self, model, domain):
        """Id of the one record that matches, archived or not."""
        rows = self.read(model, domain, ["id"])
        if len(rows) != 1:
            raise OdooError(f"{len(rows)} records of {model} match {domain}")
        return rows[0]["id"]

    def create(self, model, /, **values):
        """Create a record and return its id."""
        return self.call(model, "create", [values])[0]

    def write(self, model, record_id, /, **values):
        self.call(model, "write", [record_id], values)

    def download(self, path):
        """The bytes of a file that Odoo offers for download."""
        answer = self._http.get(self.url + path, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.content

    def _post(self, path, parameters):
        body = {"jsonrpc": "2.0", "method": "call", "params": parameters}
        answer = self._http.post(self.url + path, json=body, timeout=TIMEOUT)
        answer.raise_for_status()
        reply = answer.json()
        if "error" in reply:
            error = reply["error"]
            raise OdooError(error.get("data", {}).get("message") or error["message"])
        return reply.get("result")
