from django.urls import path

from shop.checkout import cart_views, checkout_views, order_views

urlpatterns = [
    path("cart/", cart_views.cart, name="cart"),
    path("cart/add/", cart_views.cart_add, name="cart-add"),
    path("checkout/", checkout_views.checkout, name="checkout"),
    path("checkout/return/<str:number>/<str:token>/", order_views.payment_return, name="payment-return"),
    path("checkout/pay/<str:number>/<str:token>/", order_views.payment_again, name="payment-again"),
    path("checkout/change/<str:number>/<str:token>/", order_views.payment_change, name="payment-change"),
    path("checkout/thank-you/<str:number>/<str:token>/", order_views.thank_you, name="thank-you"),
    path("orders/<str:number>/<str:token>/", order_views.order_page, name="order"),
    path("account/", order_views.account, name="account"),
]
