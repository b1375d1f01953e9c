"""Reads the chat page as somebody without a script sees it: messages, forms, buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.journeys.screens import Message, Screen, place, words

BREAKS = {"p", "br"}


@dataclass
class Form:
    """A form as a browser sends it; `buttons` are (caption, name, value)."""

    id: str
    method: str
    address: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Article:
    """One message of the page."""

    text: str = ""
    picture: str = ""
    form: Form | None = None


class Reader(HTMLParser):
    """Articles and forms of a page, or of its end."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.articles: list[Article] = []
        self.forms: list[Form] = []
        self._article: Article | None = None
        self._button: tuple[str, str] | None = None
        self._caption = ""
        self._unseen = False
        self.feed(html)
        self.close()

    def screen(self) -> Screen:
        return Screen([_message(article) for article in self.articles])

    def form(self, id_: str) -> Form:
        return next(form for form in self.forms if form.id == id_)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "article":
            self._article = Article()
            self.articles.append(self._article)
        elif tag == "p":
            self._unseen = "who" in given.get("class", "")
        elif tag == "img" and self._article:
            self._article.picture = given["src"]
        elif tag == "form":
            self._begin(Form(given.get("id", ""), given["method"], given["action"]))
        elif tag == "input" and self.forms:
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "button":
            self._button, self._caption = (given.get("name", ""), given.get("value", "")), ""
        if tag in BREAKS and self._article:
            self._article.text += "\n"

    def _begin(self, form: Form) -> None:
        self.forms.append(form)
        if self._article:
            self._article.form = form

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._article = None
        elif tag == "button" and self._button is not None:
            self.forms[-1].buttons.append((words(self._caption), *self._button))
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._button is not None:
            self._caption += data
        elif self._article and not self._unseen:
            self._article.text += data


def _message(article: Article) -> Message:
    captions = [caption for caption, _, _ in article.form.buttons] if article.form else []
    return Message(article.text.strip(), tuple(captions), place(captions), article.picture)
