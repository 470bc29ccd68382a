"""Pages of one person: no cache, shared or the browser's own, keeps them."""

from django.views.decorators.cache import cache_control

private = cache_control(private=True, no_store=True)
