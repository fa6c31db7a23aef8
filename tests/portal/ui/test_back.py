"""Where a form's `next` leads: to a path of the portal, never out of it, and never to a page of errors."""

import pytest
from django.test import Client

ODD = [
    "",
    "desk",
    "inbox",
    "plan",
    "?x=1",
    "#a",
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    " //evil",
    "？",
]


@pytest.mark.parametrize("target", ODD)
@pytest.mark.parametrize(("path", "fallback"), [("/desk/switch/", "/desk/"), ("/ui/elder/", "/")])
def test_what_is_no_path_of_the_portal_leads_home(cast, target: str, path: str, fallback: str) -> None:
    client = Client()
    client.force_login(cast.user("po1"), backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post(path, {"next": target})

    assert (answer.status_code // 100, answer["Location"]) == (3, fallback)


def test_a_path_of_the_portal_is_gone_back_to(client: Client, db) -> None:
    assert client.post("/ui/elder/", {"next": "/search/?q=养老"})["Location"] == "/search/?q=%E5%85%BB%E8%80%81"
