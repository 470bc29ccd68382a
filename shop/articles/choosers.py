"""How staff pick a product in the editor: one chooser for the product card and for the inline mention."""
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.models import Product
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import BaseChooseView, ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from shop.articles.products import list_public_products


class ProductFilterForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search term"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Search by name or SKU")}),
    )

    def filter(self, objects: QuerySet[Product]) -> QuerySet[Product]:
        words = self.cleaned_data.get("q", "").strip()
        if words:
            self.is_searching = True
            self.search_query = words
            named = Q(title__icontains=words) | Q(upc__icontains=words) | Q(children__upc__icontains=words)
            objects = objects.filter(named).distinct()
        return super().filter(objects)


class ProductListMixin(BaseChooseView):
    """The products that can be chosen: those the shop shows, a jar in all its sizes being one."""

    filter_form_class = ProductFilterForm
    ordering = "title"

    def get_object_list(self) -> QuerySet[Product]:
        return list_public_products()

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("slug", label=_("Address"), accessor="slug")]


class ProductChooseView(ProductListMixin, ChooseView):
    pass


class ProductChooseResultsView(ProductListMixin, ChooseResultsView):
    pass


class ProductChosenView(ChosenView):
    def get_object(self, pk: str) -> Product:
        return list_public_products().get(pk=pk)

    def get_display_title(self, instance: Product) -> str:
        return str(instance.get_title())

    def get_chosen_response_data(self, item: Product) -> dict[str, Any]:
        return {**super().get_chosen_response_data(item), "url": item.get_absolute_url()}


class ProductChooserViewSet(ChooserViewSet):
    icon = "tag"
    choose_one_text = _("Choose a product")
    choose_another_text = _("Choose another product")
    edit_item_text = _("Edit this product")
    choose_view_class = ProductChooseView
    choose_results_view_class = ProductChooseResultsView
    chosen_view_class = ProductChosenView


class ProductURLFinder(ModelAdminURLFinder):
    """The editor's "edit" link on a product goes to the shop's dashboard."""

    def construct_edit_url(self, instance: Product) -> str:
        return reverse("dashboard:catalogue-product", args=[instance.pk])


product_chooser = ProductChooserViewSet("product_chooser", model=Product, url_prefix="products/chooser")
ProductChooserBlock = product_chooser.get_block_class(name="ProductChooserBlock", module_path="shop.articles.choosers")
