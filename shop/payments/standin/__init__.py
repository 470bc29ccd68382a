"""A stateful stand-in for Stripe on this machine: the API at the pinned version, the payment page and the webhooks.

`manage.py stripe_standin` runs it for developers; tests use `StandIn` in their own process or the command.
"""
from shop.payments.standin.server import StandIn

__all__ = ["StandIn"]
