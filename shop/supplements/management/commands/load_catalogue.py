from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_lazy as _

from shop.supplements.loading import CATALOGUE_PATH, CatalogueError, load_catalogue


class Command(BaseCommand):
    help = str(_("Bring the shop's products to what catalogue_fixtures/ says. Repeatable; stock is never overwritten."))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--path", default=str(CATALOGUE_PATH), help="the folder with the files")
        parser.add_argument("--dry-run", action="store_true", help="report what would change and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_catalogue(options["path"], dry_run=options["dry_run"])
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        for line in report.lines():
            self.stdout.write(line)
