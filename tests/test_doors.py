"""Staff pages: one sign-in door, and every page of Oscar's dashboard that needs no argument comes up."""
from contextlib import suppress

import pytest
from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = get_user_model().objects.create_superuser("staff@example.com", "a long pass phrase")
    client.force_login(user)
    return client


@pytest.mark.parametrize("address", ["/dashboard/", "/dashboard/login/", "/cms/", "/admin/", "/account/"])
def test_every_door_leads_to_the_one_sign_in(client, address):
    answer = client.get(address, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/cms/login/", "/admin/login/"])
def test_the_other_sign_in_forms_are_closed(client, address):
    get_user_model().objects.create_superuser("staff@example.com", "a long pass phrase")
    client.post(address, {"username": "staff@example.com", "password": "a long pass phrase"})
    assert "_auth_user_id" not in client.session


def dashboard_names():
    def walk(patterns, names):
        for entry in patterns:
            if isinstance(entry, URLPattern):
                if entry.name:
                    names.append(entry.name)
            else:
                walk(entry.url_patterns, names)
        return names

    resolver = next(each for each in get_resolver().url_patterns if str(each.pattern) == "dashboard/")
    return sorted(set(walk(resolver.url_patterns, [])))


@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")  # Oscar's own lists
def test_every_dashboard_page_without_argument_comes_up(staff, shop_data):
    addresses = []
    for name in dashboard_names():
        with suppress(NoReverseMatch):  # takes an argument: its own tests open it
            addresses.append(reverse(f"dashboard:{name}"))
    assert len(addresses) > 30
    addresses.remove("/dashboard/logout/")  # a POST
    answers = {address: staff.get(address).status_code for address in addresses}
    assert {address: status for address, status in answers.items() if status not in {200, 302}} == {}
