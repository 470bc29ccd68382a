"""Makers of products with variants, for the storefront's tests."""
from decimal import Decimal

from oscar.apps.catalogue.categories import create_from_breadcrumbs
from oscar.apps.catalogue.models import Category, Product, ProductClass
from oscar.apps.partner.models import Partner, StockRecord

from shop.supplements.models import SupplementFacts, Variant


def make_category(name: str = "Sleep") -> Category:
    return create_from_breadcrumbs(name)


def make_parent(title: str = "Night drink", slug: str = "night-drink", category: Category | None = None) -> Product:
    kind, _created = ProductClass.objects.get_or_create(name="Supplement", defaults={"track_stock": True})
    product = Product.objects.create(structure=Product.PARENT, title=title, slug=slug, product_class=kind)
    SupplementFacts.objects.create(product=product, form="powder", tax_class="nhp_ingestible", summary="A drink.")
    if category is not None:
        product.categories.add(category)
    return product


def add_variant(
    parent: Product, sku: str, flavour: str, size: str, price: str | None = "20.00", stock: int = 10, allocated: int = 0
) -> Product:
    """The next variant of the parent; without a price it has no stock record."""
    child = Product.objects.create(structure=Product.CHILD, parent=parent, title=sku, slug=sku.lower(), upc=sku)
    Variant.objects.create(
        product=child, flavour=flavour, size=size, gross_weight_g=300, servings=10, position=parent.children.count()
    )
    if price is not None:
        partner, _created = Partner.objects.get_or_create(code="warehouse", defaults={"name": "Warehouse"})
        StockRecord.objects.create(
            product=child, partner=partner, partner_sku=sku, price_currency="CAD", price=Decimal(price),
            num_in_stock=stock, num_allocated=allocated,
        )  # fmt: skip
    return child
