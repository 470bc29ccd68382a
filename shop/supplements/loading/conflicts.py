"""What the files ask for but the shop as it stands cannot give: a SKU that another product already carries."""
from django.utils.translation import gettext as _
from oscar.apps.catalogue.models import Product

from shop.supplements.loading.files import Catalogue
from shop.supplements.loading.tables import Problem


def find_conflicts(catalogue: Catalogue) -> list[Problem]:
    """A variant may move between products that have several; a product sold as itself keeps its SKU and its slug."""
    parents = set(Product.objects.filter(structure=Product.PARENT).values_list("slug", flat=True))
    numbers: dict[str, int] = {}
    for row in catalogue.variants.rows:
        numbers[row.product] = numbers.get(row.product, 0) + 1
    carriers = {
        product.upc: product
        for product in Product.objects.filter(upc__in=[row.sku for row in catalogue.variants.rows])
    }
    problems = []
    for row in catalogue.variants.rows:
        there = carriers.get(row.sku)
        becomes_child = numbers[row.product] > 1 or row.product in parents
        fits = there is None or (becomes_child if there.is_child else there.slug == row.product)
        if not fits and there is not None:
            message = _('"%(sku)s" is already sold in the shop as "%(slug)s"')
            shown = {"sku": row.sku, "slug": there.slug}
            problems.append(Problem(catalogue.variants.file, row.line, "sku", message % shown))
    return problems
