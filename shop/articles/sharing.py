"""Share links: plain addresses of the networks' own share pages, no script of theirs."""
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import gettext

FACEBOOK = "https://www.facebook.com/sharer/sharer.php"
X = "https://x.com/intent/post"
LINKEDIN = "https://www.linkedin.com/sharing/share-offsite/"
PINTEREST = "https://www.pinterest.com/pin/create/button/"


@dataclass(frozen=True)
class ShareLink:
    key: str  # names the icon
    label: str
    url: str

    @property
    def opens_elsewhere(self) -> bool:
        return self.key != "email"


def build_share_links(url: str, title: str, summary: str, picture_url: str) -> list[ShareLink]:
    """`url` and `picture_url` are whole addresses; without a picture Pinterest picks one itself."""
    post = {"text": title, "url": url}
    pin = {"url": url, "media": picture_url, "description": title}
    mail = {"subject": title, "body": f"{summary}\r\n\r\n{url}"}
    return [
        ShareLink("facebook", gettext("Share on Facebook"), _ask(FACEBOOK, {"u": url})),
        ShareLink("x", gettext("Share on X"), _ask(X, post)),
        ShareLink("linkedin", gettext("Share on LinkedIn"), _ask(LINKEDIN, {"url": url})),
        ShareLink("pinterest", gettext("Save to Pinterest"), _ask(PINTEREST, pin)),
        ShareLink("email", gettext("Send by e-mail"), _ask("mailto:", mail)),
    ]


def _ask(base: str, fields: dict[str, str]) -> str:
    """`base?name=value`. Spaces become %20: a mail program would show a plus sign as it stands."""
    return f"{base}?{urlencode({name: value for name, value in fields.items() if value}, quote_via=quote, safe='')}"
