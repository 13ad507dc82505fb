"""Which addresses the house may speak to; asked before every connection, redirects too.

A source names addresses, and a source may be hostile: what it names must not lead into the machine,
the newsroom's own network or a cloud's metadata service, however it is written. An address in
numbers has exactly one spelling here (four decimal numbers, or IPv6 in brackets); a name is judged
by every address it stands for. What is not plainly public is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urlsplit

import idna

from newsroom_agents.errors import HouseError, RefusedAddressError

Address = IPv4Address | IPv6Address
PORTS = {"http": 80, "https": 443}
_LONGEST = 8_000
_LONGEST_NAME = 253
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\ud800-\udfff]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_CREDENTIALS = re.compile(r"//[^/?#]*@")
_PORT = re.compile(r"[0-9]{1,5}")
# What a path or query keeps as it is; everything else is written as %XX.
_KEPT = "%/:=&?~#+!$,;'@()*[]"
# Names that stand for no public host, whoever answers for them (RFC 6761, 6762, 7686, 8375).
_NEVER_PUBLIC = ("localhost", "local", "internal", "onion", "home.arpa")
# The special-purpose registries of IANA, and what they leave out: multicast, reserved, and the
# older forms that carry an IPv4 address. `is_global` of 3.11 lets several of them through.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a request goes: `host` in ASCII without brackets, `target` the path with its query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as an address spells them; the scheme's own port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The whole address in its one spelling, without a fragment."""
        return f"{self.origin}{self.target}"


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be spoken to beyond the public network.

    `ports` are those of public hosts. A host of `hosts` (with its port, 0: every port) and an
    address of `networks` may be spoken to although they are not public.
    """

    ports: frozenset[int] = frozenset(PORTS.values())
    hosts: frozenset[tuple[str, int]] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def allows_host(self, host: str, port: int) -> bool:
        """Tell whether a host was named as one of the newsroom's own."""
        return (host, port) in self.hosts or (host, 0) in self.hosts

    def allows_address(self, address: Address) -> bool:
        """Tell whether an address lies in one of the newsroom's own networks."""
        return any(address in network for network in self.networks)


PUBLIC = Rules()
"""Nothing but the public network, on its usual ports."""


def rules_of(allow: Iterable[str], ports: Iterable[int]) -> Rules:
    """Return the rules that some settings describe.

    Args:
        allow: Networks (`10.2.0.0/16`), hosts (`wiki.example`) and hosts with a port
            (`wiki.example:8080`, `[::1]:8080`); without a port, every port.
        ports: Ports of public hosts.

    Raises:
        HouseError: An entry is none of these.
    """
    hosts, networks = set(), []
    for entry in allow:
        text = entry.strip()
        try:
            if "/" in text:
                networks.append(ip_network(text))
            else:
                hosts.add(_parted(text, text))
        except (ValueError, RefusedAddressError) as error:
            msg = f"field 'web.allow': {entry!r}: expected a network, HOST or HOST:PORT: {error}"
            raise HouseError(msg) from error
    return Rules(frozenset(ports), frozenset(hosts), tuple(networks))


def destination(url: str, rules: Rules) -> Destination:
    """Return where an address leads, having refused what is refused by its writing alone.

    Raises:
        RefusedAddressError: It is no address of the web, hides where it leads, or leads to a host
            or port that is not spoken to.
    """
    shown = _CREDENTIALS.sub("//…@", url)
    if len(url) > _LONGEST:
        raise RefusedAddressError(url=shown, reason=f"expected at most {_LONGEST} characters")
    if _UNSAFE.search(url):
        raise RefusedAddressError(url=shown, reason="expected no spaces, breaks or backslashes")
    try:
        parts = urlsplit(url)
        scheme, netloc = parts.scheme.lower(), parts.netloc
    except ValueError as error:
        raise RefusedAddressError(url=shown, reason="expected an address") from error
    if scheme not in PORTS:
        raise RefusedAddressError(url=shown, reason="expected http or https")
    if "@" in netloc:
        raise RefusedAddressError(url=shown, reason="expected no credentials")
    host, port = _parted(netloc, url)
    port = port or PORTS[scheme]
    path = quote(parts.path or "/", safe=_KEPT.replace("?", ""))
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    found = Destination(scheme, host, port, f"{path}{query}")
    _check_written(found, url, rules)
    return found


def check_addresses(found: Destination, addresses: Iterable[Address], rules: Rules) -> None:
    """Check every address that a name stands for; one that is not public spoils them all.

    A name that answers with a public and a private address is how a guard is walked around, so
    such a mixture is refused and not sorted out.

    Raises:
        RefusedAddressError: One of them is not spoken to.
    """
    if rules.allows_host(found.host, found.port):
        return
    addresses = tuple(addresses)
    for address in addresses:
        if not is_public(address) and not rules.allows_address(address):
            named = "" if literal(found.host) else f"{found.host} stands for "
            reason = f"{named}{address}, which is not public"
            raise RefusedAddressError(url=found.url, reason=reason)
    if not all(rules.allows_address(address) for address in addresses):
        _check_port(found, rules)


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public network and to one host of it."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def literal(host: str) -> Address | None:
    """Return the address that a host is written as; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _check_written(found: Destination, url: str, rules: Rules) -> None:
    """Refuse what no look-up can make good."""
    if rules.allows_host(found.host, found.port):
        return
    address = literal(found.host)
    if address is not None:
        check_addresses(found, [address], rules)
        return
    if "." not in found.host or found.host.endswith(tuple(f".{name}" for name in _NEVER_PUBLIC)):
        raise RefusedAddressError(url=url, reason=f"{found.host!r} is no name of a public host")
    if not rules.networks:  # otherwise it takes a look-up to know whether the host is our own
        _check_port(found, rules)


def _check_port(found: Destination, rules: Rules) -> None:
    if found.port not in rules.ports:
        ports = ", ".join(str(port) for port in sorted(rules.ports))
        reason = f"expected one of the ports {ports}, not {found.port}"
        raise RefusedAddressError(url=found.url, reason=reason)


def _parted(netloc: str, url: str) -> tuple[str, int]:
    """Return host and port of an address's middle part; 0 where it names no port."""
    if netloc.startswith("["):
        inner, bracket, rest = netloc[1:].partition("]")
        host = _six(inner, url) if bracket else ""
    else:
        name, colon, after = netloc.partition(":")
        host, rest = _name(name, url), f"{colon}{after}"
    port = rest.removeprefix(":")
    is_port = rest in {"", ":"} or (
        rest.startswith(":") and _PORT.fullmatch(port) and 0 < int(port) < 65_536
    )
    if not host or not is_port:
        raise RefusedAddressError(url=url, reason="expected a host and, if any, a port")
    return host, int(port or 0)


def _six(text: str, url: str) -> str:
    try:
        if "%" in text:
            msg = "a zone names an interface of this machine"
            raise ValueError(msg)  # noqa: TRY301 - told in the same words as any other bad spelling
        return str(IPv6Address(text))
    except ValueError as error:
        raise RefusedAddressError(url=url, reason=f"expected an IPv6 address: {error}") from error


def _name(name: str, url: str) -> str:
    """Return a name in ASCII and small letters, or an IPv4 address in its one spelling."""
    try:
        host = name.lower() if name.isascii() else _ascii(name)
    except (UnicodeError, ValueError) as error:
        raise RefusedAddressError(url=url, reason=f"expected a name: {error}") from error
    host = host.removesuffix(".")
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host))
        except ValueError as error:
            reason = "expected a name, or four decimal numbers without leading zeros"
            raise RefusedAddressError(url=url, reason=reason) from error
    if len(host) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise RefusedAddressError(url=url, reason=f"{host[:80]!r} is no name of a host")
    return host


def _ascii(name: str) -> str:
    return idna.encode(name, uts46=True, std3_rules=True).decode("ascii").lower()
