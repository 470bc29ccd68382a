"""What a load did: added, changed or left, for each kind of thing, with the fields that changed."""
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

ADDED = "added"


@dataclass
class Report:
    """`outcomes[kind][name]` is the set of changed fields; it is empty for a thing left as it was."""

    dry_run: bool = False
    outcomes: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    unlisted: list[str] = field(default_factory=list)

    def add(self, kind: str, name: str) -> None:
        self._of(kind, name).add(ADDED)

    def change(self, kind: str, name: str, fields: set[str]) -> None:
        """Note what changed in a thing; an empty set says that it was looked at and left."""
        self._of(kind, name).update(fields)

    def added(self, kind: str) -> list[str]:
        return [name for name, fields in self._kind(kind).items() if ADDED in fields]

    def changed(self, kind: str) -> list[str]:
        return [name for name, fields in self._kind(kind).items() if fields and ADDED not in fields]

    def left(self, kind: str) -> list[str]:
        return [name for name, fields in self._kind(kind).items() if not fields]

    def lines(self) -> list[str]:
        """The report for a person: one line for each kind, one for each changed thing, one for each unlisted thing."""
        shown = [_("Dry run: nothing was written.")] if self.dry_run else []
        for kind, outcomes in self.outcomes.items():
            shown.append(
                _("%(kind)s: %(added)d added, %(changed)d changed, %(left)d left")
                % {
                    "kind": kind,
                    "added": len(self.added(kind)),
                    "changed": len(self.changed(kind)),
                    "left": len(self.left(kind)),
                }
            )
            shown += [f"  {name}: {', '.join(sorted(outcomes[name]))}" for name in self.changed(kind)]
        shown += [_("not in the files, left in the shop: %(name)s") % {"name": name} for name in self.unlisted]
        return shown

    def _kind(self, kind: str) -> dict[str, set[str]]:
        return self.outcomes.get(kind, {})

    def _of(self, kind: str, name: str) -> set[str]:
        return self.outcomes.setdefault(kind, {}).setdefault(name, set())
