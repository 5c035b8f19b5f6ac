"""Where a contact source may live."""

import ipaddress

import pytest

from routekit.contacts import ModernGov
from routekit.contacts.origin import Origin, base_of, checked, is_public
from routekit.errors import InputError, SourceUnavailableError

ORIGIN = Origin("council.example", "https://council.example/mgWebService.asmx")


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("https://council.example", "https://council.example"),
        ("https://council.example/", "https://council.example"),
        ("https://council.example/committee-services//", "https://council.example/committee-services"),
        ("http://council.example", "https://council.example"),
        ("http://council.example:80/a/", "https://council.example/a"),
        ("https://council.example:8443/a", "https://council.example:8443/a"),
        ("HTTPS://Council.Example/a", "https://council.example/a"),
    ],
)
def test_a_base_url_is_taken_over_https_without_slashes_at_its_end(given, taken):
    assert str(base_of(given, allow_insecure=False)) == taken


@pytest.mark.parametrize(
    "given",
    [
        *("", "council.example", "https://", "https:///a", "ftp://council.example", "file:///etc/passwd"),
        *("https://council.example?x=1", "https://council.example/#a", "https://council.example//a"),
        *(
            "https://council.example/mgWebService.asmx",
            "https://council.example\\a",
            "https://council.example /",
        ),
        *("https://council.example\r\nX: y", "https://council.example\x00", "https://council..example"),
        *("https://council.example.", "https://council.example:0", "https://council.example:99999"),
        *(
            "https://" + "a" * 64 + ".example",
            "https://[::1",
            "https://council.example/%00",
            "https://council.example/%2e%2e/a",
            "https://%61.example",
            None,
            7,
            b"https://a.example",
        ),
    ],
)
@pytest.mark.parametrize("allow_insecure", [True, False])
def test_what_is_not_a_base_url_is_refused_by_field(given, allow_insecure):
    with pytest.raises(InputError, match="base_url") as caught:
        base_of(given, allow_insecure=allow_insecure)
    assert caught.value.field == "base_url"


def test_a_password_in_a_base_url_is_refused_and_not_repeated():
    with pytest.raises(InputError) as caught:
        ModernGov("https://clerk:hunter2@council.example/", district="E06999037")
    assert "hunter2" not in repr(caught.value) + repr(caught.value.__dict__)


@pytest.mark.parametrize(
    "given",
    [
        *("https://127.0.0.1", "http://127.0.0.1", "https://10.0.0.1", "https://100.64.0.1", "https://[::1]"),
        *("https://169.254.169.254", "https://[64:ff9b::7f00:1]", "https://[2002:7f00:1::]"),
        "http://council.example:8080",
    ],
)
def test_private_addresses_and_odd_http_ports_need_allow_insecure(given):
    with pytest.raises(InputError, match="allow_insecure"):
        base_of(given, allow_insecure=False)
    assert str(base_of(given, allow_insecure=True)) == given


PUBLIC = ["93.184.216.34", "2606:4700::1", "64:ff9b::5db8:d822", "2002:5db8:d822::"]
NOT_PUBLIC = [
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.1.1", "172.16.0.1", "192.168.1.1", "100.64.0.1"),
    *("169.254.169.254", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::7f00:1", "::ffff:7f00:1", "::ffff:a00:1", "64:ff9b::7f00:1"),
    *("64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::1", "fe80::1"),
    *("fec0::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "100::1", "5f00::1"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_public_internet_are_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_lead_elsewhere_are_not_public_however_wrapped(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "answers", [[], ["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["fe80::1%eth0"], ["not an address"]]
)
def test_one_address_that_is_not_public_refuses_all(answers):
    with pytest.raises(SourceUnavailableError, match=r"council\.example"):
        checked(ORIGIN, answers, allow_insecure=False)


def test_public_addresses_are_given_in_the_order_of_the_resolver():
    assert checked(ORIGIN, PUBLIC, allow_insecure=False) == tuple(PUBLIC)
    assert checked(ORIGIN, ["127.0.0.1"], allow_insecure=True) == ("127.0.0.1",)
