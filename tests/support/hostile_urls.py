"""URLs, addresses and redirects that try to lead a client elsewhere, and what it connected to."""

import ipaddress
import socket
from contextlib import contextmanager

NAMES = (
    "council.example",
    "example.gov.uk",
    "m\u00fcnchen.example",
    "xn--mnchen-3ya.example",
    "a",
    "localhost",
)
LITERALS = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "1.1"),
    *("10.0.0.1", "100.64.0.1", "169.254.169.254", "192.168.1.1", "224.0.0.1", "255.255.255.255"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]"),
    *(
        "[2002:7f00:1::]",
        "[2002:a9fe:a9fe::1]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fc00::1]",
        "[::127.0.0.1]",
    ),
    *(
        "\uff11\uff12\uff17.\uff10.\uff10.\uff11",
        "127\u30020\u30020\u30021",
        "\u2460\u2461\u2466.0.0.1",
        "127.0.0.1.",
        "1572395042",
    ),
    *("93.184.216.34", "[2606:4700::1]", "[64:ff9b::5db8:d822]"),
)
ADDRESSES = (
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.1.1", "100.64.0.1", "100.127.255.255", "169.254.169.254"),
    *("172.31.0.1", "192.168.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.1", "224.0.0.1", "255.255.255.255"),
    *("::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
    *("64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:c0a8:1::1", "fe80::1", "fec0::1", "fd00::1", "ff02::1"),
    *("2001:db8::1", "2001:0:7f00:1::1", "::127.0.0.1", "fe80::1%lo", "not an address", ""),
)
PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:4700::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822")
NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
            *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/8", "64:ff9b:1::/48", "100::/64"),
            *("2001::/23", "2001:db8::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
        ),
    )
)


def leads_inside(address):
    """Tell whether an address leads elsewhere than the public internet, by the registries' tables alone."""
    found = ipaddress.ip_address(address)
    packed = found.packed
    if found.version == 6:
        if packed[:12] in {bytes(10) + b"\xff\xff", bytes.fromhex("0064ff9b") + bytes(8)}:
            return leads_inside(str(ipaddress.IPv4Address(packed[12:])))
        if packed[:2] == b"\x20\x02":
            return leads_inside(str(ipaddress.IPv4Address(packed[2:6])))
    return any(found.version == each.version and found in each for each in NOT_PUBLIC)


def hostile_url(rng):
    """Make up a URL that is fair, odd or hostile."""
    host = rng.choice(NAMES * 5 + LITERALS)
    if rng.random() < 0.1:
        host = rng.choice(
            (f"{host}.", f"{host}..", f".{host}", host.upper(), f"%31{host}", f"{host}%00.example")
        )
    if rng.random() < 0.15:
        other = rng.choice(NAMES + LITERALS)
        host = rng.choice(
            ("{}@{}", "{}:x@{}", "{}%40{}", "{}#@{}", "{}\\@{}", "{}/{}", "{}?@{}", "{}\t{}", "{}&{}")
        ).format(host, other)
    scheme = rng.choice(
        ("https",) * 24 + ("http",) * 12 + ("HTTPS", "ftp", "file", "gopher", "https:", "//", "")
    )
    port = rng.choice(
        ("",) * 20 + (":443", ":80", ":22", ":8443", ":0", ":99999", ":-1", ":4 43", ":\uff14\uff14\uff13")
    )
    path = rng.choice(
        ("", "/", "/moderngov") * 6
        + ("/a/../b", "//127.0.0.1/", "/%2e%2e/", "/?x=1", "/#a", "/\r\nHost: a", "/;x")
    )
    url = f"{scheme}://{host}{port}{path}"
    if rng.random() < 0.2:
        at = rng.randrange(len(url) + 1)
        url = (
            url[:at]
            + chr(rng.choice((0, 9, 10, 13, 32, 37, 46, 47, 58, 64, 92, 0x3002, 0x200B, 0xFF0E)))
            + url[at:]
        )
    return url


def hostile_location(rng, base_url):
    """Make up where a redirect leads: elsewhere, nearly here, or nowhere."""
    host, _, path = base_url.partition("://")[2].partition("/")
    name, _, port = host.partition(":")
    near = (
        f"{name}.",
        f"{name}@127.0.0.2",
        f"{name}.example",
        f"127.0.0.2#{name}",
        f"127.0.0.2\\@{name}",
        "127.0.0.2",
    )
    there = rng.choice((*near, *NAMES, *LITERALS))
    return rng.choice(
        (
            hostile_url(rng),
            f"https://{there}:{port}/{path}",
            f"//{there}/{path}",
            f"http://{there}:{port}/{path}",
        )
    )


class Resolver:
    """A name server in hostile hands: each time other answers, some public and some not; it keeps them."""

    def __init__(self, rng):
        self._rng, self.answers = rng, {}

    def __call__(self, host, _port):
        pool = PUBLIC if self._rng.random() < 0.4 else PUBLIC + ADDRESSES
        found = [self._rng.choice(pool) for _ in range(self._rng.randrange(4))]
        self.answers.setdefault(host, []).append(found)
        return found


@contextmanager
def connections(*, refused=True):
    """Keep every address that anything here connects to; nothing gets out while they are refused."""
    seen, connect = [], socket.socket.connect

    def kept(self, address):
        seen.append(address[0] if isinstance(address, tuple) else address)
        if refused:
            raise ConnectionRefusedError("nothing gets out of a test")
        return connect(self, address)

    socket.socket.connect = kept
    try:
        yield seen
    finally:
        socket.socket.connect = connect
