"""Someone who reads pages and sends their forms, without a browser."""

import re

from html_reader import HtmlPage


class Visitor:
    """Keeps cookies and sends the token of the page's own form, as a browser does."""

    def __init__(self, client):
        self.client = client

    def read(self, path, status=200):
        """Return a page."""
        return self._page(self.client.get(path, headers={"Accept": "text/html"}), status)

    def send(self, path, fields=None, *, files=None, status=200, follow=True):
        """Send a form with the token that the start page gives."""
        answer = self.client.post(
            path,
            data={"csrf": self.token(), **(fields or {})},
            files=files,
            headers={"Accept": "text/html"},
            follow_redirects=follow,
        )
        return self._page(answer, status) if follow else answer

    def token(self):
        """Return the token of the forms of this visit."""
        page = HtmlPage(self.client.get("/login").text)
        return page.all("input", name="csrf")[0][0]["value"]

    def submit(self, content, name="tumours.maf", **fields):
        """Send a file and return the path of its page."""
        answer = self.send("/submissions", fields, files={"file": (name, content)}, follow=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def _page(self, answer, status):
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"].startswith("text/html")
        return HtmlPage(answer.text)


def feedback_on(page, name):
    """Fields of the form on a suggestion, as the page has them."""
    forms = page.source.split('<form method="post"')
    [form] = [one for one in forms if f"What do you say of {name}?" in one]
    return dict(re.findall(r'type="hidden" name="(kind|subject|direction)" value="([^"]*)"', form))
