"""Recorded answers of QuickBooks in the place of the simulated ones."""

from copy import deepcopy

from lxml import etree

from .reference import recorded

NOBODY = "<QBXML><QBXMLMsgsRs/></QBXML>"


def responses(name, tag=None):
    """Return the ``…Rs`` elements of a recording.

    :param name: a file name in the folder ``responses`` of the reference
    :param tag: their name, e.g. "CustomerAddRs" for an answer to a
        payment whose status is of interest
    """
    found = list(etree.fromstring(recorded(name).encode()).find("QBXMLMsgsRs"))
    for element in found:
        element.tag = tag or element.tag
    return found


class Recordings:
    """Answers some requests of a company file with recordings, all others as ever.

    Requests answered so are not carried out. requestIDs are those of the requests.

    :param company: the `CompanyFile` whose `process` it stands in for
    """

    def __init__(self, company):
        self.process_as_ever = company.process
        self.waiting = []
        self.answered = []

    def answer(self, *elements, about=""):
        """Answer the next requests of the same names with these ``…Rs``, in turn.

        :param about: a text that a request must hold to be answered so
        """
        self.waiting += [(element, about) for element in elements]

    def process(self, qbxml):
        """Run a message set: `CompanyFile.process`."""
        root = etree.fromstring(qbxml.encode())
        requests = root.find("QBXMLMsgsRq")
        answers = self._taken_out(requests)
        if not answers:
            return self.process_as_ever(qbxml)
        rest = etree.tostring(root.getroottree(), encoding="unicode")
        reply = self.process_as_ever(rest) if len(requests) else NOBODY
        result = etree.fromstring(reply.encode())
        result.find("QBXMLMsgsRs").extend(answers)
        return etree.tostring(result, encoding="ascii").decode()

    def _taken_out(self, requests):
        answers = []
        for request in list(requests):
            answer = self._answer_to(request)
            if answer is not None:
                answer.set("requestID", request.get("requestID"))
                answers.append(answer)
                self.answered.append(request)
                requests.remove(request)
        return answers

    def _answer_to(self, request):
        text = etree.tostring(request, encoding="unicode")
        if "<IncludeRetElement>" in text:
            return None
        for waiting in self.waiting:
            element, about = waiting
            same = request.tag.removesuffix("Rq") == element.tag.removesuffix("Rs")
            if same and about in text:
                self.waiting.remove(waiting)
                return deepcopy(element)
        return None
