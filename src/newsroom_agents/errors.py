"""Every error the newsroom raises on purpose.

NewsroomError                     base; carries a stable `code`
├── HouseError                    a file of the house is wrong (persona, prompt, settings, data)
├── WireError                     one line or file of a source cannot be read; the others are
├── DocumentError                 a feed or page is not one, or more than may be read
├── WebError                      nothing usable came from an address on the network
│   ├── RefusedAddressError       the house does not speak to that address; nothing was sent there
│   ├── UnreachableError          no connection, or one that broke
│   ├── SlowError                 the answer did not end in time
│   ├── TooLargeError             the answer is larger than may be taken
│   └── BadAnswerError            what came is no answer, or not of a kind that was asked for
├── ArchiveError                  the archive cannot be opened, read or written
│   ├── NotFoundError             no such slug, paper, snapshot or editor
│   ├── MoveError                 the queue does not allow this move from this state
│   ├── JournalError              the journal's chain is broken
│   ├── StorageError              the disk is full, read-only or failing
│   └── BackupError               a file is no whole backup, or not one that can be restored here
├── LockedError                   another run holds the lock
├── GatewayError                  an engine could not answer
│   ├── OverBudgetError           the worst case of a call would pass a cap; nothing was sent
│   └── ReplyRejectedError        it answered, but not with the paper we asked for
├── StandardsError                the paper breaks a standard and may not move on
│   ├── NotApprovedError          no editor's decision covers exactly this text
│   ├── UnansweredError           an approval leaves open what its story demands an answer to
│   └── StaleEditError            another text lies in the queue than the one that was changed
├── PublicationError              a target could not take or give back a publication
├── MailError                     a mail could not be handed to the mail server
├── PaymentError                  a payment notice is forged, stale or malformed
└── VerificationError             a published article does not agree with its record

Borders translate: what a library raises becomes one of these where it enters the house. Raising has
no side effects; logging happens where an error is caught.
"""

_SHOWN = 300
"""Characters of an address that a message shows."""


class NewsroomError(Exception):
    """Base of all errors that the newsroom raises on purpose."""

    code = "newsroom"


class HouseError(NewsroomError):
    """A file of the house (persona, prompt, settings, data) is wrong.

    The message names the file, the field and what was expected; commands exit with 2.
    """

    code = "house"


class WireError(NewsroomError):
    """One line or file of a source cannot be read; the run goes on with the others."""

    code = "wire"

    def __init__(self, *, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"{place}: {reason}")


class DocumentError(NewsroomError):
    """A feed or page is not one, or more than may be read; says what was expected."""

    code = "document"


class WebError(NewsroomError):
    """Nothing usable came from an address on the network; names the address and the reason."""

    code = "web"

    def __init__(self, *, url: str, reason: str) -> None:
        self.url, self.reason = url, reason
        super().__init__(f"{url[:_SHOWN]!r}: {reason}")


class RefusedAddressError(WebError):
    """The house does not speak to that address; nothing was sent there."""

    code = "web.refused"


class UnreachableError(WebError):
    """There was no connection, or it broke."""

    code = "web.unreachable"


class SlowError(WebError):
    """The answer did not end in time."""

    code = "web.slow"


class TooLargeError(WebError):
    """The answer is larger than may be taken, before or after unpacking."""

    code = "web.too_large"


class BadAnswerError(WebError):
    """What came is no answer, or not of a kind that was asked for."""

    code = "web.bad_answer"


class ArchiveError(NewsroomError):
    """The archive cannot be opened, read or written."""

    code = "archive"


class NotFoundError(ArchiveError):
    """The archive has no such slug, paper, snapshot or editor."""

    code = "archive.not_found"

    def __init__(self, *, kind: str, name: str) -> None:
        self.kind, self.name = kind, name
        super().__init__(f"there is no {kind} {name!r}")


class MoveError(ArchiveError):
    """The queue does not allow this move from this state."""

    code = "archive.move"

    def __init__(self, *, slug: str, state: str, move: str, allowed: str) -> None:
        self.slug, self.state, self.move = slug, state, move
        super().__init__(f"{slug!r} is {state}: cannot {move} (possible from: {allowed})")


class JournalError(ArchiveError):
    """The journal's chain is broken: a row was changed, removed or added from outside."""

    code = "archive.journal"


class StorageError(ArchiveError):
    """The disk is full, read-only or failing; what was stored before is intact."""

    code = "archive.storage"


class BackupError(ArchiveError):
    """A file is no backup, is broken, or was made by another version of the archive."""

    code = "archive.backup"


class LockedError(NewsroomError):
    """Another run holds the lock."""

    code = "locked"

    def __init__(self, *, lock: str, holder: str) -> None:
        self.lock, self.holder = lock, holder
        super().__init__(f"{lock} is held by {holder}")


class GatewayError(NewsroomError):
    """An engine could not answer; `retryable` says whether asking again may help."""

    code = "gateway"

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        self.retryable = retryable
        super().__init__(message)


class OverBudgetError(GatewayError):
    """The worst case of a call would pass a cap of the budget; the story waits."""

    code = "gateway.over_budget"


class ReplyRejectedError(GatewayError):
    """The engine answered, but not with the reply that was asked for."""

    code = "gateway.reply_rejected"


class StandardsError(NewsroomError):
    """The paper breaks a standard of the house and may not move on."""

    code = "standards"


class NotApprovedError(StandardsError):
    """No editor's decision covers exactly this text."""

    code = "standards.not_approved"

    def __init__(self, *, slug: str, approved: str | None, offered: str) -> None:
        self.slug, self.approved, self.offered = slug, approved, offered
        covers = f" (the decision covers {approved[:12]})" if approved else " (no decision)"
        super().__init__(f"{slug!r}: text {offered[:12]} is not approved{covers}")


class UnansweredError(StandardsError):
    """An approval leaves open what its story demands an answer to; `missing` says what."""

    code = "standards.unanswered"

    def __init__(self, *, slug: str, missing: tuple[str, ...]) -> None:
        self.slug, self.missing = slug, missing
        super().__init__(f"{slug!r} cannot be approved yet: {'; '.join(missing)}")


class StaleEditError(StandardsError):
    """Another text lies in the queue than the one that was changed."""

    code = "standards.stale_edit"

    def __init__(self, *, slug: str, edited: str, current: str) -> None:
        self.slug, self.edited, self.current = slug, edited, current
        super().__init__(
            f"{slug!r}: the change was made to {edited[:12] or 'no text'}, and {current[:12]} lies"
            " in the queue now; look at it and change that"
        )


class PublicationError(NewsroomError):
    """A target could not take or give back a publication; `retryable` when it may later."""

    code = "publication"

    def __init__(self, message: str, *, retryable: bool = True) -> None:
        self.retryable = retryable
        super().__init__(message)


class MailError(NewsroomError):
    """A mail could not be handed to the mail server; trying again may help."""

    code = "mail"


class PaymentError(NewsroomError):
    """A payment notice is forged, stale or malformed; nothing of it was taken."""

    code = "payment"


class VerificationError(NewsroomError):
    """A published article does not agree with its record; names the part that differs."""

    code = "verification"

    def __init__(self, *, part: str, reason: str) -> None:
        self.part, self.reason = part, reason
        super().__init__(f"{part}: {reason}")
