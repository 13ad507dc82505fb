"""Payment notices in Stripe's scheme: who sent them, and what they say of a reader's level.

The header `Stripe-Signature` holds a time `t` and one or more signatures `v1`, each an HMAC-SHA256
over `t.body`. What is forged, stale or malformed raises; what does not concern us says nothing.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, Field, ValidationError

from newsroom_agents.errors import PaymentError
from newsroom_agents.story.reader import (
    NOTHING,
    Customer,
    Grant,
    Level,
    PaidLevel,
    PaymentTurn,
    address_of,
)

TOLERANCE = timedelta(seconds=300)
GRACE = timedelta(days=3)
"""How long a level outlives its paid period: renewals are charged some hours after its end."""

_MOST_SIGNATURES = 10
_LATEST = 32_503_680_000
_IN_FORCE = {"active", "trialing", "past_due"}
_SUBSCRIPTION_TURNS = {
    "customer.subscription.created": PaymentTurn.MADE,
    "customer.subscription.updated": PaymentTurn.CHANGED,
    "customer.subscription.deleted": PaymentTurn.ENDED,
}
_CHECKOUT = "checkout.session.completed"
_INVOICE = "invoice.paid"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice tells: which reader a customer is, what was paid, prices we do not know."""

    id: str
    customer: Customer | None = None
    paid: PaidLevel | None = None
    unknown_prices: tuple[str, ...] = ()


class _Data(BaseModel):
    object: dict[str, object]


class _Event(BaseModel):
    id: str = Field(min_length=1, max_length=255)
    type: str
    created: int = Field(ge=0, le=_LATEST)
    data: _Data


class _Price(BaseModel):
    id: str


class _Item(BaseModel):
    price: _Price
    current_period_end: int | None = Field(default=None, ge=0, le=_LATEST)


class _Items(BaseModel):
    data: tuple[_Item, ...]


class _Subscription(BaseModel):
    id: str
    customer: str
    status: str
    items: _Items
    current_period_end: int | None = Field(default=None, ge=0, le=_LATEST)


class _Details(BaseModel):
    email: str | None = None


class _Checkout(BaseModel):
    customer: str | None = None
    customer_email: str | None = None
    customer_details: _Details | None = None


class _PriceDetails(BaseModel):
    price: str | None = None


class _Pricing(BaseModel):
    price_details: _PriceDetails | None = None


class _Period(BaseModel):
    end: int = Field(ge=0, le=_LATEST)


class _Line(BaseModel):
    amount: int = 0
    price: _Price | None = None
    pricing: _Pricing | None = None
    period: _Period

    @property
    def price_id(self) -> str:
        """The price, where older and newer versions of the provider's interface put it."""
        details = self.pricing.price_details if self.pricing else None
        return self.price.id if self.price else (details.price or "" if details else "")


class _Lines(BaseModel):
    data: tuple[_Line, ...]


class _SubscriptionDetails(BaseModel):
    subscription: str | None = None


class _Parent(BaseModel):
    subscription_details: _SubscriptionDetails | None = None


class _Invoice(BaseModel):
    customer: str | None = None
    customer_email: str | None = None
    subscription: str | None = None
    parent: _Parent | None = None
    lines: _Lines

    @property
    def subscription_id(self) -> str:
        """The subscription, where older and newer versions put it; empty for a single sale."""
        details = self.parent.subscription_details if self.parent else None
        return self.subscription or (details.subscription or "" if details else "")


def read_notice(body: bytes, prices: Mapping[str, str]) -> Notice:
    """Return what a notice says; one of a kind we do not follow says nothing but its id.

    Args:
        body: The bytes that were signed; `check_signature` comes first.
        prices: The level that each price buys, by price id.

    Raises:
        PaymentError: The body does not read as a notice.
    """
    try:
        event = _Event.model_validate_json(body)
        content = event.data.object
        if event.type in _SUBSCRIPTION_TURNS:
            return _of_subscription(event, _Subscription.model_validate(content), prices)
        if event.type == _CHECKOUT:
            return _of_checkout(event, _Checkout.model_validate(content))
        if event.type == _INVOICE:
            return _of_invoice(event, _Invoice.model_validate(content), prices)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(step) for step in problem["loc"])
        msg = f"malformed: field {field!r}: {problem['msg']}"
        raise PaymentError(msg) from error
    return Notice(event.id)


def check_signature(body: bytes, header: str, secret: str, now: datetime) -> None:
    """Return when the notice was signed with `secret` in the last minutes.

    Raises:
        PaymentError: The header is missing or malformed, the time is off, or no signature fits.
    """
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1"][:_MOST_SIGNATURES]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit()) or not signatures:
        msg = "malformed: expected a header Stripe-Signature: t=…,v1=…"
        raise PaymentError(msg)
    signed = times[0].encode("ascii") + b"." + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode()
    fits = [hmac.compare_digest(expected, each.encode()) for each in signatures]
    if not any(fits):
        msg = "forged: no signature fits"
        raise PaymentError(msg)
    if len(times[0]) > len(str(_LATEST)) or abs(now.timestamp() - int(times[0])) > (
        TOLERANCE.total_seconds()
    ):
        msg = f"stale: signed more than {TOLERANCE.seconds} seconds from now"
        raise PaymentError(msg)


def _of_subscription(event: _Event, told: _Subscription, prices: Mapping[str, str]) -> Notice:
    turn = _SUBSCRIPTION_TURNS[event.type]
    ids = [item.price.id for item in told.items.data]
    ends = [item.current_period_end for item in told.items.data] + [told.current_period_end]
    is_in_force = turn is not PaymentTurn.ENDED and told.status in _IN_FORCE
    grant = (
        _grant(ids, [end for end in ends if end is not None], prices) if is_in_force else NOTHING
    )
    paid = PaidLevel(
        subscription=told.id,
        customer=told.customer,
        turn=turn,
        grant=grant,
        at=_time(event.created),
    )
    return Notice(event.id, paid=paid, unknown_prices=_unknown(ids, prices))


def _of_checkout(event: _Event, told: _Checkout) -> Notice:
    written = told.customer_details.email if told.customer_details else told.customer_email
    return Notice(event.id, _customer(event, told.customer, written or told.customer_email))


def _of_invoice(event: _Event, told: _Invoice, prices: Mapping[str, str]) -> Notice:
    customer = _customer(event, told.customer, told.customer_email)
    lines = [line for line in told.lines.data if line.amount >= 0 and line.price_id]
    if not (told.subscription_id and told.customer and lines):
        return Notice(event.id, customer)
    ids = [line.price_id for line in lines]
    paid = PaidLevel(
        subscription=told.subscription_id,
        customer=told.customer,
        turn=PaymentTurn.PAID,
        grant=_grant(ids, [line.period.end for line in lines], prices),
        at=_time(event.created),
    )
    return Notice(event.id, customer, paid, _unknown(ids, prices))


def _customer(event: _Event, customer: str | None, email: str | None) -> Customer | None:
    """Return which reader a customer is; None when the notice does not say, or to no address."""
    address = address_of(email or "")
    if not (customer and address):
        return None
    return Customer(customer=customer, address=address, at=_time(event.created))


def _grant(ids: Iterable[str], ends: Iterable[int], prices: Mapping[str, str]) -> Grant:
    """Return the highest level that these prices buy, to the latest end and a little longer."""
    levels = [Level(prices[id_]) for id_ in ids if id_ in prices]
    if not levels:
        return NOTHING
    end = max(ends, default=None)
    until = None if end is None else _time(end) + GRACE
    return Grant(level=max(levels, key=lambda level: level.rank), until=until)


def _unknown(ids: Iterable[str], prices: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ not in prices)


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
