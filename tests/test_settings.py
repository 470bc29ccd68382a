"""The settings are loud: a missing or bad value stops the start and names its variable."""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT

SERVER = {
    "SECRET_KEY": "k" * 60,
    "SITE_URL": "https://shop.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.shop.example:587",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
}
CLEAN = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def read_settings(folder: Path, *names: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Import shop.settings in a fresh process with this environment alone and print the named settings as JSON."""
    program = f"import json, shop.settings as s; print(json.dumps({{n: str(getattr(s, n)) for n in {names!r}}}))"
    environment = CLEAN | {"VAR_DIR": str(folder)} | env
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(autouse=True)
def no_env_file() -> None:
    if (ROOT / ".env").exists():
        pytest.skip("this folder has a .env, which would fill what these tests leave out")


def test_debug_alone_is_enough_on_a_developers_machine(tmp_path: Path) -> None:
    names = ("SITE_URL", "STRIPE_USES_STANDIN", "STRIPE_API_BASE", "SQLITE")
    read = read_settings(tmp_path, *names, DEBUG="1", PORT="8500")
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout) == {
        "SITE_URL": "http://127.0.0.1:8500",
        "STRIPE_USES_STANDIN": "True",
        "STRIPE_API_BASE": "http://127.0.0.1:8501",
        "SQLITE": "True",
    }


@pytest.mark.parametrize("name", sorted(SERVER))
def test_without_debug_each_missing_value_is_named(tmp_path: Path, name: str) -> None:
    read = read_settings(tmp_path, **{key: value for key, value in SERVER.items() if key != name})
    assert read.returncode != 0
    last_line = read.stderr.strip().splitlines()[-1]
    assert last_line.endswith(f"ImproperlyConfigured: Set the environment variable {name} (see .env.example).")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAYMENT_HOLD_SECONDS", "0"),
        ("PAYMENT_HOLD_SECONDS", "-5"),
        ("SWEEP_SECONDS", "0"),
        ("SITE_URL", "shop.example"),
        ("SITE_URL", "ftp://shop.example"),
    ],
)
def test_a_bad_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    read = read_settings(tmp_path, **SERVER | {name: value})
    assert read.returncode != 0
    assert f"ImproperlyConfigured: {name} must be" in read.stderr.strip().splitlines()[-1]


def test_a_server_is_safe_by_default(tmp_path: Path) -> None:
    names = ("DEBUG", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "STRIPE_USES_STANDIN")
    read = read_settings(tmp_path, *names, **SERVER)
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout) == {
        "DEBUG": "False",
        "ALLOWED_HOSTS": "['shop.example']",
        "SECURE_SSL_REDIRECT": "True",
        "SESSION_COOKIE_SECURE": "True",
        "STRIPE_USES_STANDIN": "False",
    }


def test_every_variable_the_settings_read_is_explained() -> None:
    """.env.example names each variable that shop/settings.py asks the environment for."""
    source = (ROOT / "shop" / "settings.py").read_text()
    asked = set(re.findall(r'(?:env\.\w+|required|whole_seconds)\(\s*"([A-Z_]+)"', source))
    assert {"SECRET_KEY", "DATABASE_URL", "SWEEP_SECONDS"} < asked
    internal = {"STATIC_IS_COLLECTED"}  # set by `manage.py start` for its web process
    explained = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked - internal - explained == set()
