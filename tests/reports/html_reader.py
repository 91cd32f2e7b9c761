"""A page as a reader meets it: its words by part, its rows, its links."""

from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "link", "input", "col"})
BLOCKS = frozenset(
    {
        "article", "blockquote", "br", "caption", "dd", "details", "div", "dt", "h1", "h2", "h3",
        "h4", "h5", "header", "li", "nav", "p", "section", "summary", "td", "th", "tr", "text",
    }
)  # fmt: skip


class HtmlPage(HTMLParser):
    """Elements as [tag, attributes, words]; tags must close in order."""

    def __init__(self, text):
        super().__init__()
        self.source, self.elements, self.open = text, [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        element = [tag, dict(attrs), ""]
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)
        if tag in BLOCKS:
            self.handle_data(" ")

    def handle_startendtag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag
        if tag in BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data):
        for element in self.open:
            element[2] += data

    def all(self, tag, **attributes):
        return [
            (given, " ".join(words.split()))
            for name, given, words in self.elements
            if name == tag and attributes.items() <= given.items()
        ]

    def part(self, name):
        """The words of the element with this id."""
        [words] = [one[2] for one in self.elements if one[1].get("id") == name]
        return " ".join(words.split())

    @property
    def words(self):
        [(_, words)] = self.all("body")
        return words

    @property
    def ids(self):
        return [given["id"] for _, given, _ in self.elements if "id" in given]

    @property
    def hrefs(self):
        return [given["href"] for _, given, _ in self.elements if "href" in given]

    @property
    def headings(self):
        return [int(tag[1]) for tag, _, _ in self.elements if tag in {f"h{n}" for n in range(1, 7)}]
