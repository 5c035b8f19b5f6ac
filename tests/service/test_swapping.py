"""New packs take the place of old ones between two requests; broken ones do not, and that is said."""

import json
import re
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest
from asked_of_service import ANSWERS, HUNGERFORD, SPEEDING
from live_service import live

from routekit.rules import installed_packs

PACK = Path(installed_packs()["report-speeding-traffic"])


@pytest.fixture
def packs(tmp_path):
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / PACK.name).write_bytes(PACK.read_bytes())
    return folder


def versioned(version):
    return re.sub(r"^version: .*$", f"version: {version}", PACK.read_text("utf-8"), flags=re.MULTILINE)


def write(folder, text):
    """Put a file in the place of another, as whoever deploys ought to."""
    new = folder / "new.tmp"
    new.write_text(text, "utf-8")
    new.replace(folder / PACK.name)


def until(holds, *, within_s=15):
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


class Asking(threading.Thread):
    """Asks without a pause, and notes the versions and everything that goes wrong."""

    def __init__(self, service):
        super().__init__()
        self._url = f"{service.url}{SPEEDING}"
        self.versions, self.wrong, self._over = [], [], threading.Event()

    def run(self):
        with httpx.Client() as client:
            while not self._over.is_set():
                reply = client.post(self._url, content=json.dumps({**HUNGERFORD, "answers": ANSWERS}))
                if reply.status_code != 200:
                    self.wrong.append(reply.text)
                else:
                    self.versions.append(reply.json()["decision"]["pack"]["version"])

    def end(self):
        self._over.set()
        self.join(10)


def test_what_is_new_is_served_without_a_dropped_request_and_what_is_broken_is_not(
    tmp_path, sample_cache, postcodes_file, packs
):
    settings = {"postcodes": postcodes_file, "packs": json.dumps([str(packs)]), "watch_s": 0.2}
    with live(tmp_path, sample_cache, **settings) as service:
        ready = lambda: httpx.get(f"{service.url}/readyz").json()  # noqa: E731 - asked again and again
        asking = [Asking(service) for _ in range(3)]
        for each in asking:
            each.start()
        write(packs, versioned("1.0.1"))
        assert until(lambda: ready()["packs"]["report-speeding-traffic"] == "1.0.1")
        write(packs, versioned("1.0.2").replace("rows:", "rows: []\nrowz:"))
        assert until(lambda: ready()["swap"])
        time.sleep(0.3)
        for each in asking:
            each.end()
        assert [each.wrong for each in asking] == [[]] * 3
        for each in asking:
            assert set(each.versions) == {"1.0.0", "1.0.1"}
            assert each.versions == sorted(each.versions)
        said = ready()
        assert said["status"] == "ready"
        assert f"{PACK.name}:" in said["swap"]
        assert said["packs"]["report-speeding-traffic"] == "1.0.1"
        metrics = httpx.get(f"{service.url}/metrics").text
        assert 'routekit_swaps_total{outcome="done"} 1.0' in metrics
        assert 'routekit_swaps_total{outcome="failed"} 1.0' in metrics
        assert 'routekit_pack_info{transaction="report-speeding-traffic",version="1.0.1"} 1.0' in metrics
        assert "cannot be served" in service.log.read_text("utf-8")
        write(packs, versioned("1.0.3"))
        assert until(lambda: ready()["packs"]["report-speeding-traffic"] == "1.0.3")
        assert ready()["swap"] == ""


@pytest.mark.parametrize("watch_s", [0, 3600])
def test_a_hangup_opens_everything_anew(tmp_path, sample_cache, postcodes_file, packs, watch_s):
    settings = {"postcodes": postcodes_file, "packs": json.dumps([str(packs)]), "watch_s": watch_s}
    with live(tmp_path, sample_cache, **settings) as service:
        write(packs, versioned("1.0.9"))
        service.process.send_signal(signal.SIGHUP)
        served = lambda: httpx.get(f"{service.url}/readyz").json()["packs"]  # noqa: E731 - asked again and again
        assert until(lambda: served() == {"report-speeding-traffic": "1.0.9"})
