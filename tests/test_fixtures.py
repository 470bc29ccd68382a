"""What the fixtures promise: every test finds the database as migrated, and the shop's data where it asks for them."""
import pytest
from django.contrib.sites.models import Site
from oscar.apps.catalogue.models import Product
from playwright.sync_api import Page as BrowserPage
from wagtail.models import Page

from shop.articles.models import ArticlePage
from shop.pricing.models import TaxRate
from tests.processes import ShopProcesses, answers


@pytest.mark.django_db
def test_database_is_migrated_and_has_no_products() -> None:
    assert (Product.objects.count(), Site.objects.count()) == (0, 1)
    assert Page.objects.filter(depth=1).count() == 1
    assert TaxRate.objects.exists()


@pytest.mark.usefixtures("shop_data")
def test_shop_data_in_a_transaction() -> None:
    assert Product.objects.exists()
    assert ArticlePage.objects.live().exists()
    fresh = Product.objects.create(title="New", slug="new", product_class=Product.objects.first().product_class)
    assert fresh.pk > 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shop_data")
def test_shop_data_for_real() -> None:
    assert Product.objects.exists()
    Page.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_after_a_real_one_all_is_as_migrated_again() -> None:
    test_database_is_migrated_and_has_no_products()


@pytest.mark.slow
def test_shop_as_processes(shop_processes: ShopProcesses) -> None:
    shop = shop_processes.start()
    assert answers(shop.url + "/products/")
    shop.kill("web")
    assert not answers(shop.url + "/healthz")
    shop.start_one("web")
    assert answers(shop.url + "/healthz")
    checked = shop.manage("check_invariants")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    shop.stop()
    assert not answers(shop.standin_url)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db
def test_browser_sees_the_shop(shop_processes: ShopProcesses, page: BrowserPage) -> None:
    shop = shop_processes.start()
    answer = page.goto(shop.url + "/products/")
    assert answer is not None
    assert answer.status == 200
    assert Product.objects.count() == 0  # the processes' database is not this test's
