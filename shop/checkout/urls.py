from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [
    path("cart/", TemplateView.as_view(template_name="home.html"), name="cart"),
    path("cart/add/", TemplateView.as_view(template_name="home.html"), name="cart-add"),
    path("checkout/", TemplateView.as_view(template_name="home.html"), name="checkout"),
    path("account/", TemplateView.as_view(template_name="home.html"), name="account"),
]
