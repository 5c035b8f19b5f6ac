"""Somebody without JavaScript, who fills in forms and presses buttons; and a contact to be shown."""

import httpx
from lxml import html

from routekit.model import Contact, Provenance


def a_contact(authority, **more):
    facts = {"email": "clerk@ashsample.example.gov.uk", "page": "https://ashsample.example.gov.uk/"} | more
    provenance = facts.pop("provenance", Provenance(source="a test"))
    return Contact(
        authority=authority.id, organisation=authority.name, role="Clerk", provenance=provenance, **facts
    )


class Page:
    """A page as a browser has it: its parts, and its forms to be sent on."""

    def __init__(self, client, response):
        self._client, self.response, self.status = client, response, response.status_code
        self.tree = html.fromstring(response.content)

    @property
    def title(self):
        return self.tree.findtext("head/title")

    @property
    def heading(self):
        [heading] = self.tree.xpath("//h1")
        return " ".join(heading.text_content().split())

    @property
    def text(self):
        return " ".join(self.tree.xpath("//main")[0].text_content().split())

    @property
    def errors(self):
        links = self.tree.xpath("//*[contains(@class, 'govuk-error-summary')]//a")
        return [(link.text_content(), link.get("href")) for link in links]

    @property
    def main_form(self):
        return self.tree.xpath("//main//form[.//button]")[-1]

    def fields(self, form=None):
        form = self.main_form if form is None else form
        return dict(form.fields)

    def send(self, **fields):
        """Fill the main form in and send it; names have an underscore for the first dot."""
        return self._post(self.main_form, fields)

    def press(self, words):
        """Press the button that says this, in whichever form."""
        [button] = [
            each
            for each in self.tree.xpath("//button[@name='show']")
            if words in " ".join(each.text_content().split())
        ]
        form = next(each for each in button.iterancestors() if each.tag == "form")
        return self._post(form, {button.get("name"): button.get("value")})

    def _post(self, form, fields):
        sent = {name: value for name, value in form.fields.items() if value is not None} | fields
        return Page(self._client, self._client.post(form.get("action"), data=sent))


class Browser:
    """Somebody without JavaScript."""

    def __init__(self, url):
        self.client = httpx.Client(base_url=url)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def open(self, path):
        return Page(self.client, self.client.get(path))

    def begin(self, transaction, language="en"):
        return self.open(f"/{language}/{transaction}").send()

    def post(self, path, **fields):
        return Page(self.client, self.client.post(path, data=fields))


def answered(page, *answers):
    for answer in answers:
        [name] = {each.get("name") for each in page.main_form.xpath(".//input[@type='radio']")}
        page = page.send(**{name: answer})
    return page
