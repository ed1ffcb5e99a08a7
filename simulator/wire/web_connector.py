"""The QuickBooks Web Connector: reads a ``.qwc``, keeps sessions with the service.

connector = WebConnector(qwc_text, "password", company)
connector.add_application()        # the plain GETs
report = connector.run()           # one session
"""

import time
from dataclasses import dataclass

import zeep.exceptions

from . import report as ends
from .faults import OPEN, PROCESS, FaultPlan
from .faults_applied import AppliedFaults, Ended
from .qwc import QwcError, read_qwc
from .report import Call, SessionReport, summary
from .status import Refused
from .transport import HttpTransport, Lost, SoapClient

CLIENT_VERSION = "2.3.0.215"
NO_OP_SECONDS = 5
_CANNOT_START = ("0x80040408", "Could not start QuickBooks.")
_OTHER_FILE = (
    "0x8004040A",
    "A QuickBooks company data file is already open and it is different from the one"
    " requested.",
)
_NO_FILE_NAME = (
    "0x80040416",
    "If QuickBooks is not running, the company data file name must be supplied to"
    " BeginSession.",
)


@dataclass
class _Files:
    """The company files of the PC; ``open`` is the one that QuickBooks shows if it is
    running."""

    open: object
    others: tuple = ()

    def find(self, path):
        """Return the file with this path, or None."""
        for one in (self.open, *self.others):
            if one.file_path.lower() == path.lower():
                return one
        return None


class WebConnector:
    """A Web Connector with one application and one QuickBooks.

    ``transport``: HttpTransport (default), InProcessTransport or alike. ``faults``: a
    FaultPlan or a list of Fault. ``log``: called with a line of text for each event.
    ``sleep``: stands in for ``time.sleep``. ``url``: where to deliver in place of the
    AppURL. ``wsdl``: "own" or "served" (read from ``<AppURL>?wsdl``). ``other_files``:
    further company files on this PC. ``running``: whether QuickBooks shows the company
    file; if not, the service must name the file to open.
    """

    def __init__(
        self,
        qwc_text,
        password,
        company,
        *,
        transport=None,
        faults=(),
        log=None,
        sleep=time.sleep,
        url=None,
        wsdl="own",
        other_files=(),
        client_version=CLIENT_VERSION,
        max_calls=5000,
        running=True,
    ):
        self.qwc = read_qwc(qwc_text)
        self.password = password
        self.files = _Files(company, tuple(other_files))
        self.added = False
        self.company = company
        self.transport = transport or HttpTransport()
        self.faults = faults if isinstance(faults, FaultPlan) else FaultPlan(faults)
        self.log = log or (lambda line: None)
        self.sleep = sleep
        self.url = url or self.qwc.url
        self.client_version = client_version
        self.max_calls = max_calls
        self.running = running
        self.sessions = []
        self.report = None
        self.applied = AppliedFaults(self)
        wsdl_text = self._served_wsdl() if wsdl == "served" else None
        self.soap = SoapClient(self.url, self.applied.deliver, wsdl_text)

    # adding the application

    def add_application(self):
        """Send the plain GETs on AppURL and AppSupport; QwcError unless they answer."""
        self._get(self.url, (200,), "QBWC1048")
        self._get(self.qwc.support, (200, 202), "QBWC1003")
        self.log(f"application {self.qwc.name} added")

    def _get(self, url, wanted, code):
        try:
            reply = self.transport.get(url)
        except Lost as problem:
            raise QwcError(code, f"GET {url}: {problem}") from None
        if reply.status not in wanted:
            raise QwcError(code, f"GET {url} answered {reply.status}")
        self.log(f"GET {url} answered {reply.status}")

    def _served_wsdl(self):
        reply = self.transport.get(f"{self.url}?wsdl")
        return reply.body.decode("utf-8")

    # a session

    def run(self):
        """Keep one session, whatever comes; returns its SessionReport."""
        self.report = SessionReport(number=len(self.sessions) + 1)
        self.sessions.append(self.report)
        self.faults.begin_session()
        already = len(self.faults.happened)
        try:
            self._session()
        except Ended as ended:
            self.report.end, self.report.error = ended.end, ended.error
        except Lost as lost:
            self.report.end, self.report.error = ends.LOST, str(lost)
        finally:
            self.company.end_session()
            self.report.faults = self.faults.happened[already:]
        self.log(str(self.report))
        return self.report

    def _session(self):
        self._call("serverVersion")
        self._check_version(self._call("clientVersion", strVersion=self.client_version))
        path = self._authenticate()
        self.applied.deliver_late()
        self._open(path)
        self.add()
        hcp = self._host_company_preferences()
        while True:
            request = self._next_request(hcp)
            hcp = ""
            if request and self._exchange(request) >= 100:
                break
        self._close(ends.DONE)

    def _check_version(self, answer):
        if (answer or "").startswith("E:"):
            raise Ended(ends.WRONG_VERSION, answer)
        if answer:
            self.log(f"clientVersion answered {answer}")

    def _authenticate(self):
        """Log in; returns the company file path to open, empty for the open one."""
        answer = self._call(
            "authenticate", strUserName=self.qwc.user, strPassword=self.password
        )
        if not answer or len(answer) < 2:
            raise Ended(ends.LOST, f"QBWC1012: authenticate answered {answer!r}")
        self.report.ticket, path = answer[0] or "", answer[1] or ""
        self.report.postpone, self.report.every = (
            int(one) if one and one.strip().isdigit() else None
            for one in (*answer[2:4], None, None)[:2]
        )
        if path in (ends.NO_WORK, ends.WRONG_PASSWORD, ends.BUSY):
            raise Ended(path, "QBWC1040" if path == ends.WRONG_PASSWORD else "")
        return path

    # QuickBooks

    def _open(self, path):
        """Open the company file; connectionError and at most one more try."""
        for attempt in (1, 2):
            problem = self._try_open(path)
            if problem is None:
                self.company.begin_session()
                return
            answer = self._call(
                "connectionError",
                ticket=self.report.ticket,
                hresult=problem[0],
                message=problem[1],
            )
            if (answer or "").lower() == "done" or attempt == 2:
                raise Ended(ends.NOT_OPENED, " ".join(problem))
            path = answer or ""

    def _try_open(self, path):
        """Open the file; returns None, or hresult and message."""
        with self.applied.step(OPEN):
            refused = self.applied.refused_connection()
            if refused:
                return refused
            return self._choose_file(path)

    def _choose_file(self, path):
        found = self.files.find(path) if path else self.files.open
        if self.running and found is not self.files.open:
            return _OTHER_FILE
        if not self.running and not path:
            return _NO_FILE_NAME
        if found is None:
            return _CANNOT_START
        self.company = found
        return None

    def add(self):
        """Add the application to the open company file, once: it gets the FileID.

        Without this call the first session adds it. A file that is opened later gets
        no mark: whether a Web Connector would write one then, no recording shows.
        """
        if not self.added:
            self.added = True
            self._stamp_file_id()

    def _stamp_file_id(self):
        """Write the FileID into a company file that has none under our OwnerID."""
        if self.qwc.read_only or self._has_file_id():
            return
        key = f"<OwnerID>{self.qwc.owner_id}</OwnerID><DataExtName>FileID</DataExtName>"
        self._ask(
            f"<DataExtDefAddRq><DataExtDefAdd>{key}"
            "<DataExtType>STR255TYPE</DataExtType>"
            "<AssignToObject>Company</AssignToObject></DataExtDefAdd></DataExtDefAddRq>"
            f"<DataExtAddRq><DataExtAdd>{key}"
            "<OtherDataExtType>Company</OtherDataExtType>"
            f"<DataExtValue>{self.qwc.file_id}</DataExtValue></DataExtAdd></DataExtAddRq>"
        )
        self.log(f"FileID {self.qwc.file_id} written into {self.company.file_path}")

    def _has_file_id(self):
        return "<DataExtName>FileID</DataExtName>" in self._ask(self._company_query())

    def _company_query(self):
        owner = self.qwc.owner_id
        return (
            f'<CompanyQueryRq requestID="1"><OwnerID>{owner}</OwnerID></CompanyQueryRq>'
        )

    def _host_company_preferences(self):
        return self._ask(
            f'<HostQueryRq requestID="0" />{self._company_query()}'
            '<PreferencesQueryRq requestID="2" />'
        )

    def _ask(self, requests):
        """Put the Web Connector's own requests to QuickBooks."""
        major, minor = self.company.version
        return self.company.process(
            f'<?xml version="1.0" ?><?qbxml version="{major}.{minor}"?><QBXML>'
            f'<QBXMLMsgsRq onError="continueOnError">{requests}</QBXMLMsgsRq></QBXML>'
        )

    # the exchange

    def _next_request(self, hcp):
        """Call sendRequestXML; return a message set, or empty text after ``NoOp``."""
        if len(self.report.calls) >= self.max_calls:
            raise Ended(ends.GAVE_UP, f"{self.max_calls} calls in one session")
        request = self._call(
            "sendRequestXML",
            ticket=self.report.ticket,
            strHCPResponse=hcp,
            strCompanyFileName=self.company.file_path,
            qbXMLCountry=self.company.country,
            qbXMLMajorVers=self.company.version[0],
            qbXMLMinorVers=self.company.version[1],
        )
        if request:
            self.report.requests.append(request)
            return request
        if self._last_error() != "NoOp":
            self._close(ends.ERROR)
        self.report.waits += 1
        self.sleep(NO_OP_SECONDS)
        return ""

    def _exchange(self, request):
        """Let QuickBooks run a message set and hand over the answer; the percentage."""
        response, hresult, message = self._process(request)
        self.report.responses.append(response)
        self.report.hresults.append(hresult)
        percent = self._call(
            "receiveResponseXML",
            ticket=self.report.ticket,
            response=response,
            hresult=hresult,
            message=message,
        )
        self.report.percents.append(percent)
        if percent < 0:
            self._last_error()
            self._close(ends.ERROR)
        return percent

    def _process(self, request):
        """Return the response, hresult and message of QuickBooks."""
        try:
            with self.applied.step(PROCESS):
                response = self.company.process(request)
            self.log(f"QuickBooks answered {summary(response)}")
            return response, "", ""
        except Refused as refused:
            self.log(f"QuickBooks refused the message set: {refused.detail}")
            return "", refused.hresult, refused.message

    def _last_error(self):
        text = self._call("getLastError", ticket=self.report.ticket) or ""
        self.report.errors.append(text)
        return text

    def _close(self, end):
        """Call closeConnection, and end the session."""
        self.company.end_session()
        self._call("closeConnection", ticket=self.report.ticket)
        error = self.report.errors[-1] if end == ends.ERROR else ""
        raise Ended(end, error)

    def _call(self, method, **arguments):
        """Make one SOAP call. Ended, without closeConnection, where it fails."""
        call = Call(method, arguments, self.company.clock())
        self.report.calls.append(call)
        started = time.monotonic()
        try:
            with self.applied.step(method):
                call.answer = self.soap.call(method, arguments)
        except (Lost, zeep.exceptions.Error) as problem:
            call.error = f"{type(problem).__name__}: {problem}"
            raise Ended(ends.LOST, f"{method}: {call.error}") from problem
        finally:
            call.seconds = time.monotonic() - started
            self.log(f"{method} answered {_short(call)}")
        return call.answer

    # for tests

    def keep_copy(self):
        """Keep a copy of the open file, for the fault ``restore_older_copy``."""
        self.applied.copy = self.files.open.snapshot()


def _short(call):
    """Return an answer in one line of the log."""
    if call.error:
        return call.error
    if call.method == "sendRequestXML" and call.answer:
        return f"a message set of {len(call.answer)} characters"
    return repr(call.answer)
