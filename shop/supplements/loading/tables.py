"""Reading one CSV file of the catalogue into typed rows, and saying what is wrong by file, line and column."""
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar, get_type_hints

from django.utils.translation import gettext as _

from shop.supplements.loading.cells import CellError, Reader


@dataclass(frozen=True, order=True)
class Problem:
    """One thing an editor has to put right: `catalogue_fixtures/variants.csv:12:price_cad: …`"""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True)
class Row:
    """Base of all rows: the line of the file on which the row begins."""

    line: int


RowType = TypeVar("RowType", bound=Row)


@dataclass(frozen=True)
class Line:
    """A row as it stands in the file: used to look for doubles and references, also where a cell is wrong."""

    number: int
    cells: dict[str, str]


@dataclass
class Table(Generic[RowType]):
    file: str
    lines: list[Line] = field(default_factory=list)
    rows: list[RowType] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, column_name: str, message: str) -> None:
        self.problems.append(Problem(self.file, line, column_name, message))

    def texts(self, column_name: str) -> set[str]:
        """Every text that stands in this column, right or wrong."""
        return {line.cells[column_name] for line in self.lines}


def read_table(path: Path, shown: str, row_class: type[RowType]) -> Table[RowType]:
    """All rows of a file; `shown` is its name in messages. Wrong cells are in `problems`, their rows left out."""
    table: Table[RowType] = Table(shown)
    try:
        content = path.read_text(encoding="utf-8-sig")  # spreadsheets like to put a byte order mark first
    except FileNotFoundError:
        table.refuse(1, "-", _("the file is missing"))
        return table
    except UnicodeDecodeError as error:
        table.refuse(error.object.count(b"\n", 0, error.start) + 1, "-", _("is not UTF-8 text"))
        return table
    readers = _readers(row_class)
    for number, cells in _records(content, table, list(readers)):
        line = Line(number, dict(zip(readers, cells, strict=True)))
        table.lines.append(line)
        values = _values(line, readers, table)
        if values is not None:
            table.rows.append(row_class(line=number, **values))
    return table


def _readers(row_class: type[Row]) -> dict[str, Reader]:
    """Column → reader, from fields annotated `Annotated[type, reader]`."""
    hints = get_type_hints(row_class, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}


def _records(content: str, table: Table[Any], names: list[str]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells in the order of `names`) of every record; nothing if the header is wrong."""
    reader = csv.reader(io.StringIO(content), strict=True)
    header: list[str] | None = None
    begins = 1
    try:
        for record in reader:
            number, begins = begins, reader.line_num + 1  # a cell may span lines: the record began where the last ended
            cells = [cell.strip() for cell in record]
            if not any(cells):
                continue
            if header is None:
                header = cells
                if not _header_fits(header, names, table, number):
                    return
            elif len(cells) != len(header):
                counts = {"cells": len(cells), "columns": len(header)}
                table.refuse(number, "-", _("has %(cells)d cells, the header has %(columns)d") % counts)
            else:
                by_name = dict(zip(header, cells, strict=True))
                yield number, [by_name[name] for name in names]
    except csv.Error as error:
        table.refuse(begins, "-", _("cannot be read as CSV: %(error)s") % {"error": error})
    if header is None:
        table.refuse(1, "-", _("the header is missing"))


def _header_fits(header: list[str], names: list[str], table: Table[Any], number: int) -> bool:
    for position, name in enumerate(header):
        if name not in names:
            table.refuse(number, name or "-", _("unknown column"))
        elif name in header[:position]:
            table.refuse(number, name, _("column is there twice"))
    for name in names:
        if name not in header:
            table.refuse(number, name, _("column is missing"))
    return not table.problems


def _values(line: Line, readers: dict[str, Reader], table: Table[Any]) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    for name, read in readers.items():
        try:
            values[name] = read(line.cells[name])
        except CellError as error:
            table.refuse(line.number, name, str(error))
    return values if len(values) == len(readers) else None
