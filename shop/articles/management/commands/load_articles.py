"""`manage.py load_articles`: sets up the blog and adds the shop's own articles. Run load_catalogue first."""
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.articles.loading import ARTICLES, load_articles
from shop.articles.manuscripts import ManuscriptError


class Command(BaseCommand):
    help = "Sets up the blog and adds the articles of catalogue_fixtures/articles; articles that exist are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=ARTICLES, help="where the articles are")
        parser.add_argument("--overwrite", action="store_true", help="write over what exists, as a new revision")

    def handle(self, *args: Any, folder: Path, overwrite: bool, **options: Any) -> None:
        try:
            loaded = load_articles(folder, overwrite=overwrite)
        except ManuscriptError as error:
            raise CommandError(str(error)) from error
        parts = [("added", loaded.added), ("overwritten", loaded.overwritten), ("left as they are", loaded.left)]
        for what, slugs in parts:
            if slugs:
                self.stdout.write(f"{what}: {', '.join(slugs)}")
