"""Names that Oscar's dashboard templates ask for; each leads to the page of ours that took the place of Oscar's."""

from django.urls import path
from django.views.generic import RedirectView

customer = ([path("summary/", RedirectView.as_view(url="/account/"), name="summary")], "customer")
offer = ([path("offers/<str:slug>/", RedirectView.as_view(url="/products/"), name="detail")], "offer")
catalogue = (
    [
        path(
            "reviews/<str:product_slug>/<int:product_pk>/<int:pk>/",
            RedirectView.as_view(url="/products/"),
            name="reviews-detail",
        )
    ],
    "catalogue",
)
