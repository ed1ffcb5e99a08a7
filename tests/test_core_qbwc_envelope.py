import contextlib
import time
import tracemalloc
import unittest
from unittest import mock
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ..core.errors import EnvelopeRefused
from ..core.qbwc import envelope
from ..core.qbwc.envelope import (
    NAMESPACE,
    SOAP,
    answer,
    fault,
    find_ticket,
    read_call,
)
from .support.reference import requires_reference
from .test_core_qbwc_recording import recorded_calls

ENVELOPE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    "%s</soap:Body></soap:Envelope>"
)
LAST_ERROR = ENVELOPE % (
    '<getLastError xmlns="http://developer.intuit.com/"><ticket>%s</ticket>'
    "</getLastError>"
)
LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">
]>"""


def _ticket(document, **options):
    return read_call(document, **options).arguments["ticket"]


class TestReadingACall(unittest.TestCase):
    def refused(self, document, words, **options):
        if isinstance(document, str):
            document = document.encode()
        with self.assertRaises(EnvelopeRefused) as caught:
            read_call(document, **options)
        self.assertIn(words, str(caught.exception))

    def test_name_and_arguments_are_read(self):
        call = read_call((LAST_ERROR % "abc").encode())
        self.assertEqual(call.name, "getLastError")
        self.assertEqual(call.arguments, {"ticket": "abc"})

    def test_an_operation_without_arguments_has_none(self):
        body = '<serverVersion xmlns="http://developer.intuit.com/" />'
        self.assertEqual(read_call((ENVELOPE % body).encode()).arguments, {})

    def test_a_self_closed_argument_is_the_empty_text(self):
        body = '<x xmlns="http://developer.intuit.com/"><hresult /><message /></x>'
        call = read_call((ENVELOPE % body).encode())
        self.assertEqual(call.arguments, {"hresult": "", "message": ""})

    def test_any_prefix_is_taken_and_style_rpc_with_bare_arguments(self):
        body = (
            '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"'
            ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><S:Header>'
            "<any><thing><deep>1</deep></thing></any></S:Header>"
            '<S:Body><q1:clientVersion xmlns:q1="http://developer.intuit.com">'
            '<strVersion i:type="string">2.3</strVersion></q1:clientVersion></S:Body>'
            "</S:Envelope>"
        )
        call = read_call(body.encode())
        self.assertEqual(
            (call.name, call.arguments), ("clientVersion", {"strVersion": "2.3"})
        )

    def test_escapes_and_sections_become_the_text_they_stand_for(self):
        document = (
            LAST_ERROR % "&lt;a b=&quot;1&quot;&gt;<![CDATA[<b>]]><!-- x -->&#233;"
        )
        self.assertEqual(_ticket(document.encode()), '<a b="1"><b>é')

    def test_an_argument_may_be_larger_than_ten_megabytes(self):
        text = "&lt;Name&gt;x&lt;/Name&gt;" * 500_000
        self.assertEqual(len(_ticket((LAST_ERROR % text).encode())), 14 * 500_000)

    def test_the_envelope_itself_never_shows_its_arguments(self):
        self.assertNotIn("secret", repr(read_call((LAST_ERROR % "secret").encode())))

    def test_utf_16_is_read_by_its_byte_order_mark(self):
        for encoding in ("utf-16", "utf-8-sig"):
            document = (LAST_ERROR % "é€").encode(encoding)
            self.assertEqual(_ticket(document, charset="utf-8"), "é€")

    def test_the_charset_of_the_header_outranks_the_declaration(self):
        document = '<?xml version="1.0" encoding="utf-16"?>' + LAST_ERROR % "é"
        self.assertEqual(_ticket(document.encode(), charset="UTF-8"), "é")

    def test_the_declaration_counts_without_a_header(self):
        document = '<?xml version="1.0" encoding="windows-1252"?>' + LAST_ERROR % "é€"
        self.assertEqual(_ticket(document.encode("cp1252")), "é€")

    def test_characters_that_xml_forbids_become_spaces(self):
        for forbidden in (
            "&#x1A;",
            "&#0;",
            "&#xFFFF;",
            "&#xD800;",
            "\x0b",
            "&#x110000;",
        ):
            with self.subTest(forbidden):
                document = LAST_ERROR % f"a{forbidden}b&#233;"
                self.assertEqual(_ticket(document.encode()), "a bé")

    def test_request_that_is_too_long_is_refused_unread(self):
        self.refused("x" * 101, "larger than 100 bytes", max_bytes=100)

    def test_empty_request_is_refused(self):
        self.refused("", "empty")
        self.refused(" \r\n", "empty")

    def test_malformed_xml_is_refused_with_the_line(self):
        self.refused((LAST_ERROR % "a")[:-5], "not well-formed")
        self.refused((LAST_ERROR % "\n\n</b>"), "line 3")
        self.refused("<html><body><br></body></html>", "SOAP 1.1")
        self.refused("user=api&password=x", "not well-formed")
        self.refused(LAST_ERROR % "&undefined;", "not well-formed")

    def test_a_document_type_is_refused_wherever_it_stands(self):
        for start in ("<!DOCTYPE a>", "<!-- x --><!DOCTYPE a SYSTEM 'file:///etc/x'>"):
            self.refused(start + LAST_ERROR % "a", "document type")
        self.refused(LAUGHS + LAST_ERROR % "&lol3;", "document type")
        self.refused((LAUGHS + LAST_ERROR % "a").encode("utf-16"), "document type")

    def test_depth_is_bounded(self):
        self.refused(LAST_ERROR % ("<a>" * 5000), "not plain text")
        head = ENVELOPE.replace("<soap:Body>", "<soap:Header>" + "<a>" * 5000)
        self.refused(head, "too many elements")

    def test_request_not_in_its_encoding_is_refused(self):
        self.refused((LAST_ERROR % "é").encode("latin-1"), "not well-formed")
        self.refused(b"<odd/>!", "not valid", charset="utf-16")
        self.refused(LAST_ERROR % "é", "encoding", charset="x-user-defined")
        self.refused('<?xml version="1.0" encoding="zip"?><a/>', "encoding")
        self.refused((LAST_ERROR % "é").encode("utf-16-le"), "not well-formed")

    def test_request_that_is_no_soap_1_1_call_is_refused(self):
        soap12 = ENVELOPE.replace(SOAP, "http://www.w3.org/2003/05/soap-envelope")
        self.refused(soap12 % "", "SOAP 1.1")
        self.refused(ENVELOPE % "", "no operation")
        self.refused(ENVELOPE % "<x/>", "name")
        self.refused(ENVELOPE % '<x xmlns="http://developer.intuit.com/q/"/>', "name")
        self.refused(ENVELOPE % (f'<x xmlns="{NAMESPACE}"/>' * 2), "more than one")
        self.refused(ENVELOPE.replace("Body>", "Tail>") % "", "more than header")

    def test_an_argument_is_plain_text_and_given_once(self):
        wrapped = ENVELOPE % f'<x xmlns="{NAMESPACE}">%s</x>'
        self.refused(wrapped % "<a><b/></a>", "plain text")
        self.refused(wrapped % "<a>1</a><a>2</a>", "twice")

    def test_a_refusal_never_quotes_what_was_sent(self):
        for document in (LAST_ERROR % "secret&", LAST_ERROR % "<secret/>", "<secret>"):
            with self.assertRaises(EnvelopeRefused) as caught:
                read_call(document.encode())
            self.assertNotIn("secret", str(caught.exception))

    @requires_reference
    def test_every_recorded_call_is_read(self):
        for recorded in recorded_calls():
            call = read_call(recorded.body, charset="utf-8")
            self.assertEqual(
                (call.name, call.arguments), (recorded.name, recorded.arguments)
            )


HOSTILE = {
    "control characters": lambda size: LAST_ERROR % ("\x01" * size),
    "legal references": lambda size: LAST_ERROR % ("&#65;" * (size // 5) + "<"),
    "one forbidden": lambda size: LAST_ERROR % ("&#65;" * (size // 5) + "&#1;"),
    "sparse and one forbidden": lambda size: (
        LAST_ERROR % ("&#65;abcdefghijklmnopqrstuvwxyz" * (size // 31) + "&#1;")
    ),
    "forbidden references": lambda size: LAST_ERROR % ("&#1;" * (size // 4)),
    "sparse forbidden": lambda size: LAST_ERROR % ("&#1;abcdefghijkl" * (size // 16)),
    "long references": lambda size: LAST_ERROR % (f"&#{'0' * 999}" * (size // 1001)),
    "arguments": lambda size: (
        ENVELOPE
        % (
            f'<x xmlns="{NAMESPACE}">'
            + "".join(f"<a{number}/>" for number in range(size // 10))
            + "</x>"
        )
    ),
    "header": lambda size: ENVELOPE.replace(
        "<soap:Body>", f"<soap:Header>{'<a/>' * (size // 4)}</soap:Header><soap:Body>"
    ),
    "ampersands": lambda size: LAST_ERROR % ("&" * size),
    "attributes": lambda size: (
        LAST_ERROR.replace(
            "<ticket>",
            "<ticket " + " ".join(f'a{n}=""' for n in range(size // 12)) + ">",
        )
        % ""
    ),
    "sections": lambda size: LAST_ERROR % ("<![CDATA[]]>" * (size // 12)),
    "comments": lambda size: LAST_ERROR % ("<!---->" * (size // 7)),
}
"""Bodies that were read slowly, or cost much memory: callable(bytes)."""


PIECES = (
    *(f'<s:Envelope xmlns:s="{SOAP}">', "</s:Envelope>"),
    *("<s:Header>", "</s:Header>", "<s:Body>", "</s:Body>"),
    *(f'<op xmlns="{NAMESPACE}">', "</op>", "<a>", "</a>", "<b/>", "<a>", "</a>"),
    *("text", " \n", "&amp;", "&#65;", "&lt;", "&unknown;", "é", "]]>", '<x y="1">'),
    *("<!-- -->", "<?pi ?>", "<![CDATA[<a>]]>", "<!DOCTYPE s>", "</x>", '<a a="">'),
)
SHAPE = [PIECES[0], PIECES[4], PIECES[6], "<a>", "</a>", "</op>", "</s:Body>"]
SHAPE += ["</s:Envelope>"]


# A machine may be busy with other tests, and a tree takes no time worth a limit.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestTwoWaysToParse(unittest.TestCase):
    """A short call is read from a tree, and as it is while any other is parsed."""

    def outcome(self, document):
        try:
            return read_call(document.encode())
        except EnvelopeRefused as error:
            return str(error)

    def check(self, document):
        from_tree = self.outcome(document)
        with mock.patch.object(envelope, "PLAIN_TAGS", 0):
            self.assertEqual(self.outcome(document), from_tree)

    @PATIENT
    @given(st.lists(st.sampled_from(PIECES), max_size=12))
    def test_any_order_of_pieces(self, pieces):
        self.check("".join(pieces))

    @PATIENT
    @given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(PIECES)), max_size=4))
    def test_pieces_in_a_call(self, pieces):
        document = list(SHAPE)
        for place, piece in pieces:
            document.insert(place, piece)
        self.check("".join(document))

    @PATIENT
    @given(st.text(max_size=30), st.text(max_size=30))
    def test_any_text(self, one, other):
        call = f'<o xmlns="{NAMESPACE}"><a>{escape(one)}</a>{escape(other)}</o>'
        self.check(ENVELOPE % call)

    def test_header_is_read_alike(self):
        for number in (1, 40, 60, 200):
            head = "<soap:Header>" + "<h>1</h>" * number + "</soap:Header>"
            self.check(
                (LAST_ERROR % "abc").replace("<soap:Body>", head + "<soap:Body>")
            )


class TestHostileCalls(unittest.TestCase):
    """Time and memory grow with the length of what is sent, and slowly."""

    SIZE = 4 * 1024 * 1024

    def setUp(self):
        bound = envelope.MAX_REFERENCES * self.SIZE // envelope.MAX_BYTES
        patched = mock.patch.object(envelope, "MAX_REFERENCES", bound)
        patched.start()
        self.addCleanup(patched.stop)

    def read(self, body):
        """Read a body; whether it is refused does not matter here."""
        with contextlib.suppress(EnvelopeRefused):
            read_call(body)

    def seconds(self, body):
        """Return the least CPU time of three times."""
        times = []
        for _ in range(3):
            started = time.process_time()
            self.read(body)
            times.append(time.process_time() - started)
        return min(times)

    def test_32_megabytes_take_less_than_about_a_second(self):
        for words, made in HOSTILE.items():
            with self.subTest(words):
                seconds = self.seconds(made(self.SIZE).encode())
                self.assertLess(seconds * 8, 1.6)

    def test_memory_is_a_few_times_the_body(self):
        for words, made in HOSTILE.items():
            body = made(self.SIZE).encode()
            with self.subTest(words):
                tracemalloc.start()
                self.read(body)
                _now, peak = tracemalloc.get_traced_memory()
                tracemalloc.stop()
                self.assertLess(peak, 8 * self.SIZE)

    def test_counts_are_bounded(self):
        with self.assertRaisesRegex(EnvelopeRefused, "too many arguments"):
            read_call(HOSTILE["arguments"](300).encode())
        with self.assertRaisesRegex(EnvelopeRefused, "too many elements"):
            read_call(HOSTILE["header"](300).encode())
        few = "&#65;" * 50 + "&#1;"
        self.assertEqual(_ticket((LAST_ERROR % few).encode()), "A" * 50 + " ")
        many = envelope.MAX_FORBIDDEN + 1
        with self.assertRaisesRegex(EnvelopeRefused, "too many character"):
            read_call((LAST_ERROR % ("&#1;" * many)).encode())

    def test_each_forbidden_reference_and_no_other_becomes_a_space(self):
        numbers = {*range(0x120), *range(0xD700, 0xE100), *range(0xFF00, 0x10100)}
        numbers |= {0x10FFFE, 0x10FFFF, 0x110000, 0x200000, 9999999, 10**8}
        for number in sorted(numbers):
            legal = number < 0x110000 and envelope.legal_text(chr(number)) == chr(
                number
            )
            for written in (f"&#{number};", f"&#00{number};", f"&#x{number:x};"):
                mended = envelope._mended(written.encode())
                self.assertEqual(mended, written.encode() if legal else b" ", written)


class TestFindingTheTicket(unittest.TestCase):
    def test_it_is_found_in_any_dialect(self):
        for made in (
            LAST_ERROR,
            LAST_ERROR.replace("ticket>", "ns1:ticket>"),
            LAST_ERROR.replace("<ticket>", '<ticket xsi:type="xsd:string">'),
            LAST_ERROR.replace("ticket>", "wcTicket>"),
        ):
            document = made % "a-Z_9" + "x" * 2000
            self.assertEqual(find_ticket(document.encode()), "a-Z_9")
        document = (LAST_ERROR % "abc").encode("utf-16")
        self.assertEqual(find_ticket(document), "abc")

    def test_only_the_beginning_is_looked_at(self):
        late = LAST_ERROR.replace("<ticket>", "<a>" + "x" * 2000 + "</a><ticket>")
        for document in (late % "abc", LAST_ERROR % "", "", LAST_ERROR % "a<b"):
            self.assertEqual(find_ticket(document.encode()), "")

    @requires_reference
    def test_it_is_found_in_every_recorded_call(self):
        for recorded in recorded_calls():
            ticket = recorded.arguments.get("ticket", "")
            self.assertEqual(find_ticket(recorded.body), ticket.strip())


class TestWritingAnAnswer(unittest.TestCase):
    def slot(self, document):
        return etree.fromstring(document)[0][0][0]

    def test_a_text_a_number_and_a_list_have_their_own_shape(self):
        self.assertEqual(self.slot(answer("getLastError", "é <b>")).text, "é <b>")
        self.assertEqual(self.slot(answer("receiveResponseXML", -1)).text, "-1")
        strings = self.slot(answer("authenticate", ["t", ""]))
        self.assertEqual([item.text or "" for item in strings], ["t", ""])
        self.assertEqual(strings[0].tag, f"{{{NAMESPACE}}}string")

    def test_response_and_result_are_named_after_the_operation(self):
        slot = self.slot(answer("closeConnection", "OK"))
        self.assertEqual(slot.tag, f"{{{NAMESPACE}}}closeConnectionResult")
        self.assertEqual(
            slot.getparent().tag, f"{{{NAMESPACE}}}closeConnectionResponse"
        )

    def test_carriage_returns_survive_and_forbidden_characters_do_not(self):
        written = answer("getLastError", "a\r\nb\x00\x1a\ud800\uffff")
        self.assertEqual(self.slot(written).text, "a\r\nb????")

    def test_anything_else_is_a_programming_error(self):
        for result in (None, True, 1.5, [1.5], {"a": 1}):
            with self.assertRaises(TypeError):
                answer("getLastError", result)

    def test_a_fault_has_code_and_words(self):
        root = etree.fromstring(fault("Server", "Later & more"))
        element = root.find(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
        self.assertEqual(element.findtext("faultcode"), "soap:Server")
        self.assertEqual(element.findtext("faultstring"), "Later & more")
