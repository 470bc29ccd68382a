"""Fixtures for the payments tests: a Stripe stand-in of the test's own, and an ear for its webhooks."""
from collections.abc import Iterator

import pytest
import stripe

from shop.payments.standin import StandIn
from tests.payments.standin_fixtures import SECRET, Receiver, client_of


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    ear = Receiver()
    yield ear
    ear.close()


@pytest.fixture
def standin(receiver: Receiver) -> Iterator[StandIn]:
    """In memory, with webhooks to `receiver` that are tried again after 20 ms."""
    with StandIn(webhook_url=receiver.url, secret=SECRET, retry_delays=(0.02, 0.05)) as running:
        yield running


@pytest.fixture
def stripe_client(standin: StandIn) -> stripe.StripeClient:
    """Never retries by itself, so that a test sees each answer."""
    return client_of(standin)
