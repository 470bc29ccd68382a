"""Numbered citations. Editors write `[1]` or `[1, 2]` in the text; on the page each number links to the reference of
that number, and the reference links back to where it is first cited."""
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

MARKER = re.compile(r"\s?\[(\d{1,2}(?:,\s?\d{1,2})*)\]")


def find_citations(source: str) -> Iterator[int]:
    """The numbers cited in a text, in reading order, with repetitions."""
    for match in MARKER.finditer(source):
        yield from map(int, match[1].split(","))


@dataclass
class CitationLinks:
    """Turns the markers of one page into links. It remembers what it has linked: an id may stand once on a page."""

    references: int
    linked: set[int] = field(default_factory=set)

    def link(self, html: str) -> SafeString:
        return mark_safe(MARKER.sub(self._link_marker, html))

    def _link_marker(self, match: re.Match[str]) -> str:
        numbers = [int(number) for number in match[1].split(",")]
        if any(not 1 <= number <= self.references for number in numbers):
            return match[0]
        links = "".join(self._link_number(number) for number in numbers)
        return f'<sup class="citation">{links}</sup>'

    def _link_number(self, number: int) -> str:
        anchor = "" if number in self.linked else format_html(' id="cite-{}"', number)
        self.linked.add(number)
        label = gettext("Reference %(number)s") % {"number": number}
        return format_html('<a href="#ref-{}"{} aria-label="{}">{}</a>', number, anchor, label, number)
