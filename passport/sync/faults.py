"""What can go wrong on the line, as codes with plain words: nothing of what came from outside is ever in them."""

from django.utils.translation import gettext_lazy as _

# code: HTTP status, plain sentence (SPEC.md, section 7)
PROBLEMS = {
    "method": (405, "Messages are sent with POST."),
    "length": (411, "The message has no length, or arrived short."),
    "oversize": (413, "The message is larger than this node reads."),
    "version": (400, "The message is of a version that this node does not read. Update the older node."),
    "malformed": (400, "This is not a message of this version."),
    "addressee": (421, "The message is for another node."),
    "unknown_node": (403, "No signing key of this node is pinned here."),
    "signature": (403, "The signature is wrong."),
    "clock": (409, "The clocks of the two nodes are more than a day apart."),
    "replayed": (409, "This message, or a later one, was received before."),
    "busy": (503, "The database did not answer in time. Try again."),
}

GAP, FORK, REFUSED = "gap", "fork", "refused"

# What the staff page says of a line that does not move.
WORDS = {
    "": _("Working"),
    "never": _("No contact yet"),
    "silent": _("Nothing heard for more than an hour"),
    "unreachable": _("No line to the other side"),
    "gap": _("The other side lost messages and asks for them again"),
    "fork": _("Two different histories: this prison or the other side was restored from a backup"),
    "restored": _("This node came back from an old backup: it has to be restored"),
    "refused": _("The other side refused a message, or sent one that was refused"),
    "unreadable_reply": _("The answer of the other side could not be read or trusted"),
    "method": _("The address of the other side is wrong"),
    "length": _("The message arrived short"),
    "oversize": _("A message is too large"),
    "version": _("One side needs an update"),
    "malformed": _("The other side could not read a message"),
    "addressee": _("The address belongs to another node"),
    "unknown_node": _("The other side does not know this prison’s key"),
    "signature": _("The other side did not accept the signature"),
    "clock": _("The clocks of the two sides are more than a day apart"),
    "replayed": _("The other side has seen a later message from this prison"),
    "busy": _("The other side is busy"),
}


class NotAccepted(Exception):
    """A message that is answered with one problem. `code` is a key of PROBLEMS; `more` is this node's own words."""

    def __init__(self, code: str, **more: object) -> None:
        status, title = PROBLEMS[code]
        super().__init__(title)
        self.code, self.status, self.more = code, status, more

    def problem(self) -> dict[str, object]:
        """The members of an RFC 9457 answer."""
        return {
            "type": f"urn:throughgate:sync:{self.code}",
            "title": str(self),
            "status": self.status,
            "code": self.code,
            **self.more,
        }


class LaneRefused(Exception):
    """A segment that was read and trusted, and still can't be applied: gap, fork or refused (SPEC.md, section 6).

    seq   the wanted one of a gap, the differing one of a fork, the wrong one of a refusal.
    why   one word: a fault of seal/SPEC.md, or "order", "missing", "other", "kind", "id", "body".
    """

    def __init__(self, code: str, lane: str, seq: int, why: str = "") -> None:
        super().__init__(f"{code} {lane} {seq} {why}".rstrip())
        self.code, self.lane, self.seq, self.why = code, lane, seq, why

    def members(self) -> dict[str, object]:
        return {"code": self.code, "lane": self.lane, "seq": self.seq, "why": self.why}
