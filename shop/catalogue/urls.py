from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [
    path("", TemplateView.as_view(template_name="home.html"), name="home"),
    path("products/", TemplateView.as_view(template_name="home.html"), name="products"),
    path("products/<slug:slug>/", TemplateView.as_view(template_name="home.html"), name="product"),
    path("categories/<slug:slug>/", TemplateView.as_view(template_name="home.html"), name="category"),
    path("search/", TemplateView.as_view(template_name="home.html"), name="search"),
]
