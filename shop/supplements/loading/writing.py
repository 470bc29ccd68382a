"""Writing the checked files into Oscar's models and ours. Runs inside the loader's one transaction.

Names and texts follow the files at every run. Stock belongs to the shop: it is written with a new stock record only.
"""
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from oscar.apps.catalogue.models import Category, Product, ProductClass
from oscar.apps.partner.models import Partner, StockRecord

from shop.supplements.loading.files import Catalogue
from shop.supplements.loading.report import Report
from shop.supplements.loading.rows import DIETS, PRODUCT_CLASSES, ProductRow, VariantRow
from shop.supplements.loading.syncing import sync_rows
from shop.supplements.models import SupplementFacts, Variant

CATEGORY, PRODUCT, VARIANT = "categories", "products", "variants"
PARTNER_NAME = "Stay Calm warehouse"


def write_categories(catalogue: Catalogue, report: Report) -> dict[str, Category]:
    """Categories by slug, all of them roots, in the order of the file."""
    found = {category.slug: category for category in Category.get_root_nodes()}
    for row in catalogue.categories.rows:
        values = {"name": row.name, "description": row.description}
        category = found.get(row.slug)
        if category is None:
            found[row.slug] = Category.add_root(slug=row.slug, **values)
            report.add(CATEGORY, row.slug)
            continue
        fields = {field for field, value in values.items() if getattr(category, field) != value}
        for field in fields:
            setattr(category, field, values[field])
        if fields:
            category.save(update_fields=fields)
        report.change(CATEGORY, row.slug, fields)
    _put_in_order([row.slug for row in catalogue.categories.rows], found, report)
    return found


def _put_in_order(wanted: list[str], found: dict[str, Category], report: Report) -> None:
    """The order of roots in the tree is the order of the menu. Categories that staff made come first, as they were."""
    present = [slug for slug in Category.get_root_nodes().values_list("slug", flat=True) if slug in set(wanted)]
    if present == wanted:
        return
    for slug in wanted:
        Category.objects.get(pk=found[slug].pk).move(Category.get_last_root_node(), "last-sibling")
    for before, after in zip(present, wanted, strict=True):
        if before != after:
            report.change(CATEGORY, after, {"position"})


def write_products(catalogue: Catalogue, report: Report) -> dict[str, Product]:
    """Parents and standalone products by slug, with their facts and their category."""
    classes = _product_classes()
    skus: dict[str, list[VariantRow]] = {}
    for row in catalogue.variants.rows:
        skus.setdefault(row.product, []).append(row)
    existing = {one.slug: one for one in Product.objects.exclude(structure=Product.CHILD)}
    wanted: dict[str, dict[str, Any]] = {}
    for product_row in catalogue.products.rows:
        slug, variants = product_row.slug, skus[product_row.slug]
        there = existing.get(slug)
        if len(variants) > 1 and there is not None and there.is_standalone:
            there = existing[slug] = _make_parent_of(there, report)
        is_parent = len(variants) > 1 or (there is not None and there.is_parent)
        wanted[slug] = {
            "slug": slug,
            "title": product_row.title,
            "description": product_row.description,
            "meta_description": product_row.summary,
            "priority": product_row.priority,
            "product_class_id": classes[product_row.product_class].pk,
            "structure": Product.PARENT if is_parent else Product.STANDALONE,
            "upc": "" if is_parent else variants[0].sku,  # Oscar stores an empty one as NULL
        }
    return sync_rows(Product, existing, wanted, (report, PRODUCT, str))


def _product_classes() -> dict[str, ProductClass]:
    found = {one.name: one for one in ProductClass.objects.all()}
    for name in PRODUCT_CLASSES:
        if name not in found:
            found[name] = ProductClass.objects.create(name=name, requires_shipping=True, track_stock=True)
    return found


def _make_parent_of(standalone: Product, report: Report) -> Product:
    """A single product got a second variant. The row that was sold stays the thing that is bought, with its stock and
    its place in old orders; its page, facts and categories move to a new parent.
    """
    parent = Product.objects.create(
        structure=Product.PARENT,
        slug=standalone.slug,
        title=standalone.title,
        product_class=standalone.product_class,
        is_public=standalone.is_public,
    )
    SupplementFacts.objects.filter(product=standalone).update(product=parent)
    standalone.productcategory_set.update(product=parent)
    standalone.slug = child_slug(standalone.slug, standalone.upc)
    standalone.structure, standalone.parent, standalone.product_class = Product.CHILD, parent, None
    standalone.save()
    report.change(PRODUCT, parent.slug, {"structure"})
    return parent


def child_slug(product: str, sku: str) -> str:
    return slugify(f"{product}-{sku}")


def write_product_categories(
    catalogue: Catalogue, report: Report, products: dict[str, Product], categories: dict[str, Category]
) -> None:
    """Each product lies in the one category that its row names."""
    link = Product.categories.through
    wanted = {(products[row.slug].pk, categories[row.category].pk): row.slug for row in catalogue.products.rows}
    existing = {
        (one.product_id, one.category_id): one
        for one in link.objects.filter(product__in=[product.pk for product in products.values()])
    }
    slugs = {product.pk: product.slug for product in products.values()}
    surplus = [one for key, one in existing.items() if key not in wanted]
    link.objects.filter(pk__in=[one.pk for one in surplus]).delete()
    missing = [key for key in wanted if key not in existing]
    link.objects.bulk_create(link(product_id=product, category_id=category) for product, category in missing)
    for slug in {slugs[one.product_id] for one in surplus} | {wanted[key] for key in missing}:
        report.change(PRODUCT, slug, {"category"})


def write_facts(catalogue: Catalogue, report: Report, products: dict[str, Product]) -> None:
    existing = {facts.product_id: facts for facts in SupplementFacts.objects.all()}
    slugs = {product.pk: slug for slug, product in products.items()}
    wanted = {
        products[row.slug].pk: {"product_id": products[row.slug].pk, **_facts(catalogue, row)}
        for row in catalogue.products.rows
    }
    sync_rows(SupplementFacts, existing, wanted, (report, PRODUCT, slugs.__getitem__))


def _facts(catalogue: Catalogue, row: ProductRow) -> dict[str, Any]:
    """Values of `SupplementFacts` for a product, from its row and from the files of its lists."""
    same_name = (
        "form", "tax_class", "npn", "npn_is_fictional", "summary", "serving_size", "age_group", "duration",
        "directions", "storage", "storage_class", "shelf_life_months", "may_contain", "free_from",
        "origin_country", "hs_hint", "sell_ca", "sell_us", "figures_are_demo", "figures_note",
    )  # fmt: skip
    texts = [one for one in catalogue.facts_text.rows if one.product == row.slug]
    diet = {name: getattr(row, name) for name in DIETS}
    return {
        **{name: getattr(row, name) for name in same_name},
        "allergens_contains": row.contains_allergens,
        "diet": {name: value for name, value in diet.items() if value is not None},
        "nutrients": [
            {"key": one.key, "amount": one.amount, "unit": one.unit, "as": one.form}
            for one in catalogue.nutrients.rows
            if one.product == row.slug
        ],
        "non_medicinal_ingredients": [one.text for one in texts if one.kind == "non_medicinal_ingredient"],
        "recommended_use": [one.text for one in texts if one.kind == "recommended_use"],
        "cautions": [one.text for one in texts if one.kind == "caution"],
        "dose_by_age": {
            one.ages: {"max_mg": one.max_mg, "supply_days": one.supply_days}
            for one in catalogue.doses.rows
            if one.product == row.slug
        },
    }


def write_variants(catalogue: Catalogue, report: Report, products: dict[str, Product]) -> dict[str, Product]:
    """The purchasable products by SKU: Oscar's children, or the standalone products themselves, with our `Variant`."""
    rows = catalogue.variants.rows
    existing = {one.upc: one for one in Product.objects.filter(structure=Product.CHILD)}
    wanted = {
        row.sku: {
            "upc": row.sku,
            "slug": child_slug(row.product, row.sku),
            "title": ", ".join(part for part in (products[row.product].title, row.flavour, row.size) if part),
            "structure": Product.CHILD,
            "parent_id": products[row.product].pk,
        }
        for row in rows
        if products[row.product].is_parent
    }
    purchasable = sync_rows(Product, existing, wanted, (report, VARIANT, str))
    purchasable |= {row.sku: products[row.product] for row in rows if not products[row.product].is_parent}
    skus = {product.pk: sku for sku, product in purchasable.items()}
    positions: dict[str, int] = {}
    variants: dict[int, dict[str, Any]] = {}
    for row in rows:
        positions[row.product] = positions.get(row.product, 0) + 1
        product_id = purchasable[row.sku].pk
        variants[product_id] = {
            "product_id": product_id,
            "flavour": row.flavour,
            "size": row.size,
            "net_g": row.net_g,
            "count": row.count,
            "servings": row.servings,
            "gross_weight_g": row.gross_weight_g,
            "compare_at_price": row.compare_at_cad,
            "position": positions[row.product],
        }
    there = {one.product_id: one for one in Variant.objects.all()}
    sync_rows(Variant, there, variants, (report, VARIANT, skus.__getitem__))
    return purchasable


def write_stock_records(catalogue: Catalogue, report: Report, purchasable: dict[str, Product]) -> None:
    """Prices follow the file. A stock record that is there keeps its stock and its threshold: they are the shop's."""
    partner = Partner.objects.filter(name=PARTNER_NAME).first() or Partner.objects.create(name=PARTNER_NAME)
    skus = {product.pk: sku for sku, product in purchasable.items()}
    wanted, when_created = {}, {}
    for row in catalogue.variants.rows:
        product_id = purchasable[row.sku].pk
        wanted[product_id] = {
            "product_id": product_id,
            "partner_id": partner.pk,
            "partner_sku": row.sku,
            "price_currency": settings.CURRENCY,
            "price": row.price_cad,
        }
        when_created[product_id] = {"num_in_stock": row.stock, "low_stock_threshold": row.low_stock_threshold}
    existing = {one.product_id: one for one in StockRecord.objects.filter(partner=partner)}
    sync_rows(StockRecord, existing, wanted, (report, VARIANT, skus.__getitem__), when_created)
