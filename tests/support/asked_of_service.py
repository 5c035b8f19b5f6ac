"""What the service tests ask for again and again."""

from datetime import date

TODAY = date(2026, 11, 21)
HUNGERFORD = {"latitude": 51.4147, "longitude": -1.5154}
ANSWERS = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
SPEEDING = "/v1/route/report-speeding-traffic"
