"""Whatever a base URL, a name server or a redirect says: no connection to anywhere it must not lead."""

import random
import ssl
from urllib.parse import urlsplit

import hostile_urls
import pytest

from routekit.contacts import Hosts, Limits
from routekit.contacts.origin import literal, upgraded
from routekit.errors import InputError, SourceError
from routekit.testing import Answer

HOSTILE = 3_000
REDIRECTS = 60
LIMITS = Limits(deadline_s=5.0, attempts=1)
CONTEXT = ssl.create_default_context()


class Trusting(Hosts):
    """Hosts that need not load the system's certificates each time, which takes 30 ms."""

    trust = CONTEXT


def connected(source, url, resolver):
    """Ask at a URL and give the addresses that were connected to; None if it is refused as a URL."""
    with hostile_urls.connections() as seen:
        try:
            modern_gov = source.modern_gov(
                url, allow_insecure=False, resolve=resolver, hosts=Trusting(), limits=LIMITS
            )
        except InputError:
            return None
        with pytest.raises(SourceError):
            modern_gov.councils()
    return seen


def hosts_are_left_alone(source, seed, count):
    """Ask at so many hostile URLs; give how many were URLs, and how many connections were tried."""
    rng, taken, tried = random.Random(seed), 0, 0
    for _ in range(count):
        url, resolver = hostile_urls.hostile_url(rng), hostile_urls.Resolver(rng)
        seen = connected(source, url, resolver)
        taken += seen is not None
        assert len(resolver.answers) <= 1, f"{url} led to {tuple(resolver.answers)}"
        answers = [each for given in resolver.answers.values() for each in given]
        for address in map(literal, seen or ()):
            tried += 1
            assert not hostile_urls.leads_inside(str(address)), url
            fair = [each for each in answers if address in map(literal, each)]
            assert fair or address == literal(urlsplit(url).hostname), url
            assert not any(hostile_urls.leads_inside(other) for each in fair[:1] for other in each), url
    return taken, tried


def test_hostile_urls_and_name_servers_lead_nowhere(source):
    taken, tried = hosts_are_left_alone(source, 6, HOSTILE)
    assert taken > HOSTILE / 20
    assert tried > HOSTILE / 100


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "1572395042", "127.0.0.1."),
        *("council.example@127.0.0.1", "127.0.0.1\\@council.example", "127.0.0.1%23@council.example"),
        *(
            "council.example.",
            "\uff11\uff12\uff17.0.0.1",
            "127\u30020.0.1",
            "council.example.127",
            "example.0x7f",
        ),
        *("127.0.0.1\u3002", "1.2.3.4\u30025", "[::1]\u3002"),
        *("[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "100.64.0.1", "[fe80::1%25eth0]"),
    ],
)
def test_an_address_in_disguise_is_no_base_url(source, host):
    with pytest.raises(InputError, match="base_url"):
        source.modern_gov(f"https://{host}", allow_insecure=False)


@pytest.mark.parametrize("name", ["xn--6nc7d", "xn--6nc7ds55m", "xn--a", "xn--", "xn--99999999999"])
def test_an_international_name_that_stands_for_nothing_is_no_base_url(source, name):
    with pytest.raises(InputError, match="base_url"):
        source.modern_gov(f"https://{name}.example", allow_insecure=False)


def test_a_name_in_other_letters_is_called_by_its_ascii_name(source):
    resolver = hostile_urls.Resolver(random.Random(1))
    assert connected(source, "https://m\u00fcnchen.example", resolver) is not None
    assert list(resolver.answers) == ["xn--mnchen-3ya.example"]


def redirects_lead_nowhere(source, server, seed, count):
    rng = random.Random(seed)
    for _ in range(count):
        location = hostile_urls.hostile_location(rng, server.base_url)
        status = rng.choice((301, 302, 303, 307, 308, 300, 304, 399))
        printable = (
            location.encode("latin-1", "replace").decode("latin-1").replace("\r", "").replace("\n", "")
        )
        server.fault = Answer(status=status, headers=(("Location", printable),))
        with hostile_urls.connections(refused=False) as seen, pytest.raises(SourceError):
            source.modern_gov(server.base_url, limits=LIMITS).councils()
        assert set(seen) == {"127.0.0.1"}, location


def test_hostile_redirects_lead_nowhere(source, server):
    redirects_lead_nowhere(source, server, 7, REDIRECTS)


URL = "http://council.example/a/mgWebService.asmx/GetParishCouncils"
OWN_PORT = "http://council.example:8080/a"


@pytest.mark.parametrize(
    ("url", "status", "location", "leads_to"),
    [
        *(
            (URL, status, URL.replace("http:", "https:"), URL.replace("http:", "https:"))
            for status in (301, 302, 307, 308)
        ),
        (
            URL,
            301,
            URL.replace("http://", "https://").replace("example/", "example:443/"),
            URL.replace("http:", "https:"),
        ),
        (
            URL,
            301,
            URL.replace("http://council.example", "HTTPS://Council.Example"),
            URL.replace("http:", "https:"),
        ),
        (OWN_PORT, 301, "https://council.example/a", "https://council.example/a"),
        (OWN_PORT, 301, "https://council.example:8443/a", "https://council.example:8443/a"),
        *(
            (URL, 301, location, None)
            for location in (
                *(
                    None,
                    "",
                    "/",
                    URL,
                    "https://[::1",
                    "javascript:alert(1)",
                    "file:///etc/passwd",
                    "https://",
                ),
                *(URL.replace("http:", "https:") + more for more in ("x", "/", "?x=1", "#a", "/../b")),
                *("https://other.example/a/mgWebService.asmx/GetParishCouncils", URL.replace("http", "ftp")),
                URL.replace("http://council", "https://www.council"),
                URL.replace("http://", "https://clerk@"),
                URL.replace("http://council.example", "https://council.example:22"),
                URL.replace("http://council.example", "https://council.example."),
            )
        ),
        (URL, 303, URL.replace("http:", "https:"), None),
        (URL, 200, URL.replace("http:", "https:"), None),
        (URL.replace("http:", "https:"), 301, URL.replace("http:", "https:"), None),
        (URL.replace("http:", "https:"), 301, URL, None),
    ],
)
def test_a_redirect_is_followed_to_the_same_address_over_https_alone(url, status, location, leads_to):
    assert upgraded(url, status, location) == leads_to
