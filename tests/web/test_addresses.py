"""Which addresses may be spoken to, by their writing and by what they stand for."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_agents.errors import HouseError, RefusedAddressError
from newsroom_agents.web.addresses import (
    PUBLIC,
    Destination,
    check_addresses,
    destination,
    is_public,
    rules_of,
)

INWARD = (
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f.1", "0x7f000001", "0x7F.0.0.1",
    "017700000001", "0177.0.0.1", "127.0.0.01", "127.0.0.1.", "127。0。0。1", "１２７.0.0.1",
    "①②⑦.0.0.1", "0", "0.0.0.1",
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "192.88.99.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "1.2.3",
    "0x", "1.2.3.4.5", "256.1.1.1", "99999999999",
    "[::1]", "[::]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:a00:1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fe80::1%25eth0]",
    "[fe80::1%eth0]", "[fc00::1]", "[fd12::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]",
    "[2001::1]", "[100::1]", "[5f00::1]", "[3fff::1]", "[::ffff:0:127.0.0.1]", "[fd00:ec2::254]",
    "localhost", "LOCALHOST", "localhost.", "a.localhost", "printer.local",
    "metadata.google.internal",
    "router.home.arpa", "x.onion", "intranet", "a..b", ".", "-a.example", "a-.example", "",
    f"{'a' * 64}.example", f"{'a.' * 130}example",
)  # fmt: skip
ODD = (
    "file:///etc/passwd", "gopher://news.example/", "ftp://news.example/", "data:text/plain,x",
    "javascript:alert(1)", "//news.example/", "/feed", "news.example/feed", "",
    "http://user@news.example/", "http://user:pass@news.example/", "http://@news.example/",
    "http://news.example@127.0.0.1/", "http://127.0.0.1#@news.example/", "http:\\\\news.example\\",
    "http://news.example\\@127.0.0.1/", "http://news.example/\r\nHost: a.example",
    "http://news.example/a b", "http://news.example/\x00", "http://news.example\t/", "http:///feed",
    " http://news.example/", "http://news.example/\u2028", "http://news.example:0/",
    "http://news.example:65536/", "http://news.example:8080/", "http://news.example:22/",
    "http://news.example:80:80/", "http://news.example:+80/", "http://news.example:８０/",
    "http://[::1", "http://[::1]x/", "http://[v1.a]/", f"http://news.example/{'a' * 8000}",
    "http://news.example/\ud800", "http://news.example:443443/", "http://a_b$.example/",
    "http://xn--.example/", "http://%6c.example/",
)  # fmt: skip


@pytest.mark.parametrize("host", INWARD)
def test_a_host_that_leads_inward_is_refused_in_every_spelling(host: str) -> None:
    for url in (f"http://{host}/feed", f"https://{host}/", f"http://{host}:80/"):
        with pytest.raises(RefusedAddressError):
            destination(url, PUBLIC)


@pytest.mark.parametrize("url", ODD)
def test_what_is_no_plain_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        destination(url, PUBLIC)


@pytest.mark.parametrize(
    ("url", "spelling"),
    [
        ("HTTP://News.Example", "http://news.example/"),
        ("http://news.example:80/a?b=c#d", "http://news.example/a?b=c"),
        ("https://news.example.:443/", "https://news.example/"),
        ("http://nyheter.example/ø?å=ß", "http://nyheter.example/%C3%B8?%C3%A5=%C3%9F"),
        ("http://straße.example/%C3%B8", "http://xn--strae-oqa.example/%C3%B8"),
        ("http://ニュース.example/", "http://xn--zck9awe6d.example/"),
        ("http://93.184.216.34/", "http://93.184.216.34/"),
        ("http://[2606:2800:220:1::1]/", "http://[2606:2800:220:1::1]/"),
        ('http://news.example/a|b"<>^`{}', "http://news.example/a%7Cb%22%3C%3E%5E%60%7B%7D"),
    ],
)
def test_an_address_has_one_spelling(url: str, spelling: str) -> None:
    found = destination(url, PUBLIC)
    assert found.url == spelling
    assert destination(found.url, PUBLIC) == found


@pytest.mark.parametrize(
    "url", ["http://ada:secret@news.example/", "http://ada:secret@a b/", "ftp://ada:secret@a/"]
)
def test_a_refusal_does_not_repeat_a_password(url: str) -> None:
    with pytest.raises(RefusedAddressError) as refused:
        destination(url, PUBLIC)
    assert "secret" not in str(refused.value)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_what_python_knows_as_not_global_is_not_public(
    address: IPv4Address | IPv6Address,
) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert not is_public(address)


@given(st.ip_addresses(v=4, network="127.0.0.0/8"), st.data())
def test_no_spelling_of_loopback_in_numbers_is_taken(
    address: IPv4Address, data: st.DataObject
) -> None:
    parts = list(address.packed)
    kept = data.draw(st.integers(1, 4))
    last = int.from_bytes(bytes(parts[kept - 1 :]), "big")
    forms = ("{:d}", "0x{:x}", "0{:o}", "0X{:X}", "0x0{:x}", "00{:o}")
    spelt = ".".join(
        data.draw(st.sampled_from(forms)).format(number) for number in [*parts[: kept - 1], last]
    )
    with pytest.raises(RefusedAddressError):
        destination(f"http://{spelt}/", PUBLIC)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused_and_never_anything_else(text: str) -> None:
    for url in (text, f"http://{text}/", f"https://news.example/{text}"):
        try:
            found = destination(url, PUBLIC)
        except RefusedAddressError:
            continue
        assert found.url.isascii()
        assert destination(found.url, PUBLIC) == found


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_one_is_never_taken(address: IPv4Address) -> None:
    number = int(address)
    for form in (
        number,
        0xFFFF << 32 | number,
        0x64FF9B << 96 | number,
        0x2002 << 112 | number << 80,
    ):
        assert not is_public(IPv6Address(form))


def test_a_name_with_one_inward_address_among_public_ones_is_refused() -> None:
    found = Destination("http", "news.example", 80, "/")
    public, inward = ip_address("93.184.216.34"), ip_address("10.0.0.1")
    check_addresses(found, [public], PUBLIC)
    with pytest.raises(RefusedAddressError, match=r"10\.0\.0\.1"):
        check_addresses(found, [public, inward], PUBLIC)


def test_what_the_settings_allow_is_taken_and_nothing_beside_it() -> None:
    rules = rules_of(("10.2.0.0/16", "wiki.example:8080", "intranet", "[::1]:8443"), (80, 443))
    for url in (
        "http://10.2.3.4:9000/", "http://wiki.example:8080/", "http://intranet:81/",
        "https://[::1]:8443/",
    ):  # fmt: skip
        destination(url, rules)
    for url in ("http://10.3.0.1/", "http://[::1]/", "http://127.0.0.1:8080/", "http://intra/"):
        with pytest.raises(RefusedAddressError):
            destination(url, rules)
    wiki = destination("http://wiki.example:8080/", rules)
    check_addresses(wiki, [ip_address("192.168.0.7")], rules)
    other = destination("http://wiki.example:9090/", rules)
    with pytest.raises(RefusedAddressError, match="9090"):
        check_addresses(other, [ip_address("93.184.216.34")], rules)
    check_addresses(other, [ip_address("10.2.0.1")], rules)


@pytest.mark.parametrize(
    "entry", ["10.0.0.1/8", "http://wiki.example", "a b", "wiki.example:0", ""]
)
def test_a_setting_that_names_no_host_or_network_stops_the_house(entry: str) -> None:
    with pytest.raises(HouseError, match=r"web\.allow"):
        rules_of((entry,), (80,))
