"""Evidence over HTTP: a service that is started, asked, told of misroutes, and stopped."""

import csv
import io
import json
import subprocess
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from live_service import ROUTEKIT
from prometheus_client.parser import text_string_to_metric_families

from routekit.cli.evidence import evidence

SPEEDING = "report-speeding-traffic"
PARISH, DISTRICT = "parish-council:E04001174", "E06000037"
PLACE = {"latitude": 51.4147, "longitude": -1.5154}
ANSWERS = {"limit_up_to_40": "yes", "by_day": "dont_know", "suitable_site": "yes"}
WRONG = {"transaction": SPEEDING, "pack_version": "1.0.0", "reason": "parish-declines", "authority": PARISH}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evidence")
    folder.chmod(0o700)
    return folder / "evidence.sqlite"


@pytest.fixture(scope="module")
def service(running, kept):
    with running(evidence="true", evidence_file=kept) as client:
        yield client


def told(service):
    rows = csv.DictReader(io.StringIO(service.get("/v1/evidence.csv").raise_for_status().text))
    return {(row["kind"], row["subject"]): int(row["count"]) for row in rows}


def metrics(service):
    text = service.get("/metrics").raise_for_status().text
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_decision_is_in_the_csv_and_in_the_metrics(service):
    before = told(service)
    answer = service.post(f"/v1/route/{SPEEDING}", json={**PLACE, "answers": ANSWERS}).json()["decision"]
    assert answer["kind"] == "routed"
    after = told(service)
    outcome = ("routed", answer["outcome"])
    assert after[outcome] == before.get(outcome, 0) + 1
    assert after["dont_know", "by_day"] == before.get(("dont_know", "by_day"), 0) + 1
    labels = (
        ("outcome", answer["outcome"]),
        ("transaction", SPEEDING),
        ("version", answer["pack"]["version"]),
    )
    assert metrics(service)["routekit_routed_total", *labels] == after[outcome]


def test_an_answer_that_is_kept_counts_like_a_new_one(service):
    before = told(service).get(("asked", "limit_up_to_40"), 0)
    for metres in range(5):
        place = {"easting": 433700 + metres, "northing": 168700}
        service.post(f"/v1/route/{SPEEDING}", json=place).raise_for_status()
    assert told(service)["asked", "limit_up_to_40"] == before + 5


def test_rows_of_a_batch_and_wrong_requests_are_not_counted(service):
    before = told(service)
    service.post("/v1/batch", json={"rows": [{"transaction": SPEEDING, **PLACE}]}).raise_for_status()
    assert service.post(f"/v1/route/{SPEEDING}", json={"latitude": 151}).status_code == 422
    assert told(service) == before


def test_a_misroute_is_counted_by_its_reason(service):
    before = told(service).get(("misroute", "parish-declines"), 0)
    answer = service.post("/v1/misroutes", json={**WRONG, "should_be": DISTRICT, "area": "E04001174"})
    assert answer.json() == {
        "status": "counted",
        "error_code": "",
        "error_desc": "",
        "reason": "parish-declines",
    }
    assert told(service)["misroute", "parish-declines"] == before + 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "it was rubbish"),
        ("authority", "jo-placeholder-01632960123"),
        ("authority", "parish-council:E04999999"),
        ("should_be", "Jo Placeholder"),
        ("area", "RG14 5LD"),
        ("pack_version", "Jo Placeholder"),
        ("note", "Jo Placeholder lives here"),
        ("latitude", 51.4),
    ],
)
def test_a_misroute_takes_no_words_no_place_and_no_name_that_is_made_up(service, field, value):
    before = told(service)
    answer = service.post("/v1/misroutes", json={**WRONG, field: value})
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert told(service) == before


def test_a_misroute_of_no_transaction_here_is_not_found(service):
    answer = service.post("/v1/misroutes", json={**WRONG, "transaction": "report-jo-placeholder"})
    assert (answer.status_code, answer.json()["error_code"]) == (404, "unknown-transaction")


def test_an_authority_of_every_kind_that_a_decision_can_name_is_taken(service):
    roles = service.post("/v1/where", json=PLACE).json()["roles"]
    named = {each["authority"]["id"] for each in roles if each["authority"]}
    assert len({each.partition(":")[0] for each in named}) > 2
    for authority in named:
        service.post("/v1/misroutes", json={**WRONG, "authority": authority}).raise_for_status()


def test_no_label_of_a_metric_holds_an_authority_or_an_area(service):
    service.post("/v1/misroutes", json={**WRONG, "should_be": DISTRICT, "area": "E04001174"})
    text = service.get("/metrics").text
    assert 'reason="parish-declines"' in text
    assert all(each not in text for each in (PARISH, DISTRICT, "E04001174"))


def test_the_csv_is_kept_by_nobody(service):
    headers = service.get("/v1/evidence.csv").headers
    assert (headers["cache-control"], headers["content-type"]) == ("no-store", "text/csv; charset=utf-8")


def test_without_the_setting_there_is_no_csv_and_counts_survive_a_restart(running, tmp_path):
    tmp_path.chmod(0o700)
    kept = tmp_path / "evidence.sqlite"
    for _ in range(2):
        with running(evidence_file=kept) as service:
            assert service.get("/v1/evidence.csv").status_code == 404
            service.post("/v1/misroutes", json=WRONG).raise_for_status()
    month = f"{datetime.now(ZoneInfo('Europe/London')):%Y-%m}"
    [line] = json.loads(printed(kept, "--json"))
    said = [line[name] for name in ("period", "kind", "subject", "authority", "count")]
    assert said == [month, "misroute", "parish-declines", "", 2]
    assert PARISH not in printed(kept)
    assert PARISH in printed(kept, "--least", "2")


def printed(kept, *options):
    return CliRunner().invoke(evidence, [str(kept), *options], catch_exceptions=False).stdout


def test_a_file_that_is_not_there_is_a_failure_of_the_command(tmp_path):
    done = subprocess.run(
        [ROUTEKIT, "evidence", tmp_path / "no.sqlite"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "there is no evidence at" in done.stderr
