"""An answer that is kept and has a reference and a contact put in is the one that is written with them."""

import json

from asked_of_service import ANSWERS, HUNGERFORD, TODAY
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic_core import to_json

from routekit.model import Contact, LatLon, Provenance
from routekit.referral import Reached
from routekit.service.calls import _written
from routekit.service.flat import flat_routing
from routekit.service.splicing import with_contact, with_reference
from routekit.service.told import Routing

SNARES = ['"reference":""', ',"contact_status":null,"contact":null,"fallback_contact":null}']
SNARES += [',"contact_status":"', ',"warning_count":"', '\\",\\"contact_status\\":\\"', "ŵ\n\\"]
TEXTS = some.one_of(some.text(max_size=40), some.sampled_from(SNARES)).filter(lambda text: text.strip())
CONTACTS = some.builds(
    Contact,
    authority=some.just("parish-council:E04001177"),
    organisation=TEXTS,
    role=TEXTS,
    email=some.none() | some.just("clerk@example.gov.uk"),
    telephone=some.none() | some.just("01632 960001"),
    page=some.none() | some.just("https://example.gov.uk/parish"),
    provenance=some.builds(Provenance, source=TEXTS, stale=some.booleans()),
)
REACHED = some.builds(
    Reached,
    contact=some.none() | CONTACTS,
    contact_status=some.sampled_from(["fresh", "stale", "none-published", "unavailable", "blocked"]),
    fallback_contact=some.none() | CONTACTS,
)


@settings(max_examples=200, deadline=None)
@given(reached=REACHED, reference=some.just("") | TEXTS)
def test_an_answer_that_is_put_together_is_the_one_that_is_written_whole(router, reached, reference):
    decision = router.route("report-speeding-traffic", LatLon(**HUNGERFORD), ANSWERS, on=TODAY)
    whole = Routing(
        status="routed",
        reference=reference,
        decision=decision,
        contact_status=reached.contact_status,
        contact=reached.contact,
        fallback_contact=reached.fallback_contact,
    )
    nested, flat = (
        with_contact(with_reference(_written(decision, shape), to_json(reference)), reached, shape)
        for shape in ("nested", "flat")
    )
    assert nested == whole.model_dump_json().encode()
    assert flat == to_json(flat_routing(whole))
    assert json.loads(flat)["reference"] == reference
