"""Reads an article from a text file of `catalogue_fixtures/articles/` (its README shows the format).

A small Markdown: `##` heading, `###` sub-heading, paragraphs, `-` and `1.` lists, `>` key sentence, **bold**, *italic*,
[words](https://…), [words](product:slug), `{product slug}` alone on a line for a card, `[1]` for a citation and
`[1]: source <https://…>` for the reference. Every mistake is reported with file and line.
"""
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.html import escape

REQUIRED = ("title", "standfirst", "byline", "date")
OPTIONAL = (
    *("seo_title", "search_description", "hero_alt", "hero_caption", "reviewer", "reviewed_on"),
    *("source_name", "source_url", "permission_note"),
)
FIELD = re.compile(r"(?P<name>[a-z_]+):\s*(?P<value>.*)")
CARD = re.compile(r"\{product (?P<slug>[\w-]+)\}")
REFERENCE = re.compile(r"\[(?P<number>\d+)\]:\s+(?P<text>[^<]+?)(?:\s+<(?P<url>https?://[^>]+)>)?")
LIST_ITEM = re.compile(r"(?P<mark>-|\d+\.)\s+(?P<text>.+)")
LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<target>[^)\s]+)\)")
BOLD, ITALIC = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"\*(.+?)\*")

FindProduct = Callable[[str], int | None]
Lines = list[tuple[int, str]]


class ManuscriptError(Exception):
    """`file:line: what is wrong`"""


@dataclass
class Manuscript:
    """`blocks` and `references` are in the raw form of Wagtail's StreamField."""

    slug: str
    fields: dict[str, str]
    blocks: list[dict[str, Any]] = field(default_factory=list)
    references: list[dict[str, Any]] = field(default_factory=list)


def read_manuscript(path: Path, find_product: FindProduct) -> Manuscript:
    """`find_product` gives the id of the product with a slug, or None if the catalogue has none."""
    lines = list(enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    end = next((index for index, (_, line) in enumerate(lines) if line.strip() == "---"), None)
    if end is None:
        raise ManuscriptError(f"{path}:1: no line `---` between the fields and the text")
    manuscript = Manuscript(slug=path.stem, fields=_read_fields(path, lines[:end]))
    _BodyReader(path, find_product, manuscript).read(lines[end + 1 :])
    return manuscript


def _read_fields(path: Path, lines: Lines) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, line in lines:
        if not line.strip():
            continue
        match = FIELD.fullmatch(line.strip())
        if match is None or match["name"] not in (*REQUIRED, *OPTIONAL):
            raise ManuscriptError(f"{path}:{number}: not a field of an article: {line.strip()}")
        fields[match["name"]] = match["value"]
    for name in REQUIRED:
        if not fields.get(name):
            raise ManuscriptError(f"{path}:1: the field `{name}` is missing")
    return fields


@dataclass
class _BodyReader:
    path: Path
    find_product: FindProduct
    manuscript: Manuscript
    html: list[str] = field(default_factory=list)  # of the text block that is being read

    def read(self, lines: Lines) -> None:
        for group in _split_at_blank_lines(lines):
            number, first = group[0]
            if first.startswith("## "):
                self._add_block("heading", first[3:].strip())
            elif first.startswith("> "):
                self._add_block("pull_quote", " ".join(line.removeprefix("> ") for _, line in group))
            elif match := CARD.fullmatch(first):
                self._add_block("product_card", {"product": self._find(match["slug"], number)})
            elif REFERENCE.fullmatch(first):
                self._read_references(group)
            else:
                self.html.append(self._render_text(group))
        self._end_text()

    def _render_text(self, group: Lines) -> str:
        number, first = group[0]
        if first.startswith("### "):
            return f"<h3>{self._render_inline(first[4:], number)}</h3>"
        if match := LIST_ITEM.fullmatch(first):
            tag = "ul" if match["mark"] == "-" else "ol"
            items = "".join(f"<li>{self._render_inline(text, at)}</li>" for at, text in self._split_items(group))
            return f"<{tag}>{items}</{tag}>"
        return f"<p>{self._render_inline(' '.join(line for _, line in group), number)}</p>"

    def _split_items(self, group: Lines) -> Lines:
        """List items with the number of their first line; a line without a mark continues the item above."""
        items: Lines = []
        for number, line in group:
            if match := LIST_ITEM.fullmatch(line):
                items.append((number, match["text"]))
            else:
                items[-1] = (items[-1][0], f"{items[-1][1]} {line}")
        return items

    def _render_inline(self, text: str, number: int) -> str:
        def link(match: re.Match[str]) -> str:
            target = match["target"]
            if target.startswith("product:"):
                product_id = self._find(target.removeprefix("product:"), number)
                return f'<a linktype="product" id="{product_id}">{match["text"]}</a>'
            if not target.startswith(("https://", "http://", "/")):
                raise ManuscriptError(f"{self.path}:{number}: a link goes to https://…, /… or product:slug: {target}")
            return f'<a href="{target}">{match["text"]}</a>'

        html = LINK.sub(link, escape(text).replace("&#x27;", "'").replace("&quot;", '"'))
        return ITALIC.sub(r"<i>\1</i>", BOLD.sub(r"<b>\1</b>", html))

    def _find(self, slug: str, number: int) -> int:
        product_id = self.find_product(slug)
        if product_id is None:
            raise ManuscriptError(f"{self.path}:{number}: the catalogue has no product {slug}")
        return product_id

    def _read_references(self, group: Lines) -> None:
        for number, line in group:
            match = REFERENCE.fullmatch(line)
            expected = len(self.manuscript.references) + 1
            if match is None or int(match["number"]) != expected:
                raise ManuscriptError(f"{self.path}:{number}: expected the reference [{expected}]: source <address>")
            value = {"text": match["text"], "url": match["url"] or ""}
            self.manuscript.references.append({"type": "reference", "value": value})

    def _add_block(self, kind: str, value: Any) -> None:
        self._end_text()
        self.manuscript.blocks.append({"type": kind, "value": value})

    def _end_text(self) -> None:
        if self.html:
            self.manuscript.blocks.append({"type": "text", "value": "".join(self.html)})
            self.html = []


def _split_at_blank_lines(lines: Lines) -> Iterator[Lines]:
    group: Lines = []
    for number, line in lines:
        if line.strip():
            group.append((number, line.strip()))
        elif group:
            yield group
            group = []
    if group:
        yield group
