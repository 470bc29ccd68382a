"""What the storefront tells search engines (schema.org as JSON-LD). Addresses are absolute."""
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from oscar.apps.catalogue.models import Category

from shop.catalogue.choices import variant_path
from shop.catalogue.product_page import ProductPage
from shop.catalogue.units import Unit

SCHEMA = "https://schema.org"
BRAND = "Stay Calm"


def absolute(path: str) -> str:
    """With the site's address, unless it has one already (media on another host)."""
    return path if path.startswith(("https://", "http://")) else f"{settings.SITE_URL}{path}"


def describe_site() -> list[dict[str, Any]]:
    home = absolute(reverse("home"))
    organization = {
        "@context": SCHEMA,
        "@type": "Organization",
        "name": BRAND,
        "url": home,
        "logo": absolute(static("img/logo-512.png")),
    }
    target = {"@type": "EntryPoint", "urlTemplate": absolute(reverse("search")) + "?q={search_term_string}"}
    search = {"@type": "SearchAction", "target": target}
    website = {"@context": SCHEMA, "@type": "WebSite", "name": BRAND, "url": home, "potentialAction": search}
    return [organization, website]


def describe_trail(steps: list[tuple[str, str]]) -> dict[str, Any]:
    """Breadcrumbs from (name, path) pairs, the shop's front first."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate(steps, start=1)
    ]
    return {"@context": SCHEMA, "@type": "BreadcrumbList", "itemListElement": items}


def list_trail(category: Category | None, last: tuple[str, str] | None = None) -> list[tuple[str, str]]:
    """Home, shop, the category, the page itself: what the breadcrumbs show and `describe_trail` takes."""
    steps = [(_("Home"), reverse("home")), (_("Shop"), reverse("products"))]
    if category is not None:
        steps.append((category.name, category.get_absolute_url()))
    return [*steps, last] if last else steps


def describe_product(page: ProductPage) -> dict[str, Any]:
    """The product as one `Product`, or as a `ProductGroup` with its variants when it comes in several."""
    product = page.product
    about = {
        "name": product.title,
        "description": product.description,
        "brand": {"@type": "Brand", "name": BRAND},
        "image": [absolute(picture["src"]) for picture in page.pictures],
        "url": absolute(page.path),
    }
    if page.category is not None:
        about["category"] = page.category.name
    if len(page.units) == 1:
        return {"@context": SCHEMA, "@type": "Product", **about, **_describe_unit(page.chosen, page.path)}
    variants = [
        {
            "@type": "Product",
            "name": f"{product.title}, {unit.label}",
            "description": product.description,
            "brand": about["brand"],
            "image": about["image"],
            **_describe_unit(unit, variant_path(page.path, unit)),
        }
        for unit in page.units
    ]
    return {
        "@context": SCHEMA,
        "@type": "ProductGroup",
        **about,
        "productGroupID": product.slug,
        "variesBy": [f"{SCHEMA}/size"],
        "hasVariant": variants,
    }


def _describe_unit(unit: Unit, path: str) -> dict[str, Any]:
    described: dict[str, Any] = {"sku": unit.sku, "mpn": unit.sku}
    if unit.size:
        described["size"] = unit.size
    if unit.price is not None:
        described["offers"] = {
            "@type": "Offer",
            "url": absolute(path),
            "price": str(unit.price),
            "priceCurrency": settings.CURRENCY,
            "availability": f"{SCHEMA}/{'OutOfStock' if unit.is_sold_out else 'InStock'}",
            "itemCondition": f"{SCHEMA}/NewCondition",
        }
    return described
