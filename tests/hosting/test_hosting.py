"""Four councils on one machine: each has its process, account and address, and nobody reaches what
is another's. Only root can try that, as accounts that no name is given to."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle, islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser

from data.councils import new_council
from hosting.__main__ import main
from tests.access.asking import asked
from tests.support.browsing import PROJECT, WIDTHS
from tests.support.depth import night
from tests.support.hosts import running_host
from tests.support.proxies import needs_nginx

NAMES = {"leeds": "61001", "kent": "61002", "medway": "61003", "devon": "61004"}
SECRET = "only-the-proxy-of-kent-knows-how-this-goes"
KENTS_OWN = "Safe as a kestrel"
ASKED = "Devon you are asked to sign in"
KNOWN = {"X-Outcomes-Secret": SECRET, "X-Forwarded-User": "Ada"}
pytestmark = pytest.mark.process
SETTINGS = """
address = "https://outcomes.example.gov.uk"
workspaces = "{0}/data"
sockets = "{0}/run"

[councils.leeds]
account = "61001"
folder = "{0}/councils/leeds"

[councils.kent]
account = "61002"
folder = "{0}/councils/kent"
sign_on = "{0}/kent.toml"

[councils.medway]
account = "61003"
folder = "{0}/councils/medway"
readers = 1

[councils.devon]
account = "61004"
folder = "{0}/councils/devon"
sign_on = "{0}/devon.toml"
"""
SIGN_ON = {
    "kent": 'mode = "header"\nheader.secret_file = "{0}/secret"\nroles.viewer = ["Panel"]\n',
    "devon": """mode = "oidc"
public_url = "https://outcomes.example.gov.uk/devon"
oidc = {{issuer = "https://sign-in.example.gov.uk", client_id = "us", secret_file = "{0}/devons"}}
roles.viewer = ["Panel"]
""",
}


def declared(folder: Path, settings: str = SETTINGS) -> Path:
    """A declaration of four councils, whose folders were begun."""
    for name in NAMES:
        new_council(name.title(), folder / "councils" / name)
    file = folder / "hosting.toml"
    file.write_text(settings.format(folder))
    return file


WRONG = {
    "an address that is not https": ('"https:', '"http:', "is to be https and a name, no more"),
    "an address below a path": ('gov.uk"', 'gov.uk/all"', "is to be https and a name, no more"),
    "a name that is no path": ("councils.kent]", 'councils."K&M"]', "small letters, digits"),
    "a folder that is no council's": ("councils/kent", "councils/bath", "has no council.toml"),
    "root": ('"61002"', '"root"', "an account with no rights"),
    "an account for two": ('"61002"', '"61001"', "'61001' is said of 2 councils"),
    "a folder for two": ("councils/kent", "councils/leeds", "is said of 2 councils"),
    "what nginx would take for an order": ('"61002"', '"a; root /"', "may have letters, digits"),
    "a password": (
        'account = "61002"',
        'account = "61002"\nstore = "postgresql://kent:our-secret@server/outcomes"',
        "there is a password in the address",
    ),
    "a word that nobody knows": ("readers", "reader", "Did you mean 'readers'"),
}


def test_all_that_is_wrong_with_a_declaration_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared(tmp_path)
    for what, (right, wrong, said) in WRONG.items():
        (file := tmp_path / "wrong.toml").write_text(
            SETTINGS.replace(right, wrong).format(tmp_path)
        )
        assert main(["check", str(file)]) == 1, what
        assert said in (err := capsys.readouterr().err) and "our-secret" not in err, what
    two = SETTINGS.replace('"https:', '"http:').replace('"61002"', '"root"')
    file.write_text(two.format(tmp_path))
    assert main(["check", str(file)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_each_process_has_an_address_and_an_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(declared(tmp_path))]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "https://outcomes.example.gov.uk/leeds/\t61001",
        "https://outcomes.example.gov.uk/kent/\t61002",
        "https://outcomes.example.gov.uk/medway/officers/\t61003",
        "https://outcomes.example.gov.uk/medway/\t61003",
        "https://outcomes.example.gov.uk/devon/\t61004",
    ]


WHO_WAITS = """
import os, sys, time
from threading import Thread
from officers import priority, progress

def work(report):
    found = [os.sched_getscheduler(0)]
    (begun := Thread(target=lambda: found.append(os.sched_getscheduler(0)))).start()
    begun.join()
    while time.thread_time() < 0.2:
        pass
    stopped = time.monotonic()
    report(0.5, "Half of it")
    return [*found, time.monotonic() - stopped > 0.2]

if sys.argv[1:]:
    priority.share_machine()
print(progress.Work(work).result(), os.sched_getscheduler(0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no other system has such threads")
@pytest.mark.parametrize("shared", [False, True], ids=["a council's own machine", "a host"])
def test_what_an_officer_publishes_waits_for_all_who_read_on_a_host_and_rests(shared: bool) -> None:
    if shared and subprocess.run(["chrt", "--idle", "0", "true"], capture_output=True).returncode:
        pytest.skip("nobody may give way in this container")
    command = [sys.executable, "-c", WHO_WAITS, *["shared"] * shared]
    said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    ours = os.sched_getscheduler(0)
    policy = os.SCHED_IDLE if shared else ours
    assert said == f"[{policy}, {policy}, {shared}] {ours}\n"


@pytest.fixture(scope="module")
def host() -> Iterator[tuple[Path, str]]:
    """A folder and the address of a host that runs four councils."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may run each council as its own account")
    with TemporaryDirectory(prefix="host-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        can_read = ["setpriv", "--reuid=61001", "--clear-groups", sys.executable, "-c", ""]
        if subprocess.run(can_read, cwd=PROJECT, capture_output=True).returncode:
            pytest.skip("this Python is in a folder that other accounts may not read")
        os.umask(0o022)
        file = declared(folder)
        kent = folder / "councils" / "kent"
        for name, way in SIGN_ON.items():
            (folder / f"{name}.toml").write_text(way.format(folder))
        (secret := folder / "secret").write_text(SECRET)
        (devons := folder / "devons").write_text(SECRET)
        strategy = kent / "strategies" / "start.toml"
        said = strategy.read_text("utf-8")
        assert 'name = "Safety and home"' in said
        strategy.write_text(
            said.replace('name = "Safety and home"', f'name = "{KENTS_OWN}"'), "utf-8"
        )
        for own, account in ((secret, 61002), (kent, 61002), (devons, 61004)):
            os.chown(own, account, account)
            own.chmod(0o700)
        assert main(["write", str(file), "--to", str(folder / "web")]) == 0
        with running_host(file, patience=240) as (_, address):
            yield folder, address
        assert "Traceback" not in (folder / "log.txt").read_text()


def of(folder: Path, name: str) -> list[int]:
    """The processes of a council, by their account."""
    return [
        int(each.name)
        for each in Path("/proc").iterdir()
        if each.name.isdecimal() and each.stat().st_uid == int(NAMES[name])
    ]


@night
@needs_nginx
def test_each_council_answers_below_its_own_name_and_the_first_page_lists_them(
    host: tuple[Path, str],
) -> None:
    _, address = host
    first = asked(address, "GET", "/", {})[2]
    for name in NAMES:
        assert f'href="{name}/"' in first
    assert "Leeds" in asked(address, "GET", "/leeds/still/", {})[2]
    assert "Medway" in asked(address, "GET", "/medway/still/", {})[2]
    assert KENTS_OWN in asked(address, "GET", "/kent/still/", known())[2]


def known() -> dict[str, str]:
    """What Kent's own proxy says of somebody whom it knows."""
    return KNOWN | {"X-Forwarded-Groups": "Panel"}


@night
@needs_nginx
@pytest.mark.parametrize(
    ("who", "listed"),
    [
        ({}, ["Leeds", "Medway", ASKED]),
        (known(), ["Leeds", "Kent", "Medway", ASKED]),
        (KNOWN, ["Leeds", "Medway", ASKED]),
    ],
    ids=["whom no proxy knows", "of Kent's Panel", "of no group of Kent's"],
)
@pytest.mark.parametrize("size", [*WIDTHS, (1366, 768)], ids=lambda size: f"{size[0]}")
def test_who_opens_the_first_page_sees_the_councils_that_are_open_to_them(
    host: tuple[Path, str],
    browser: Browser,
    who: dict[str, str],
    listed: list[str],
    size: tuple[int, int],
    tmp_path: Path,
) -> None:
    _, address = host
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, extra_http_headers=who
    )
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address, wait_until="networkidle")
    items = page.locator("li:visible")
    assert [" ".join(text.split()) for text in items.all_inner_texts()] == listed
    assert not page.locator("#none").is_visible() and not wrong
    page.screenshot(path=tmp_path / "first.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for link in items.get_by_role("link").all():
        box = link.bounding_box()
        assert box and box["height"] >= 44 and box["y"] + box["height"] <= size[1]
    page.get_by_role("link", name="Leeds").click()
    page.get_by_role("heading", level=1).wait_for()
    page.get_by_text("Leeds").first.wait_for()
    assert page.url.endswith("/leeds/")
    context.close()


@night
@needs_nginx
def test_no_address_of_one_council_reaches_anything_of_anothers(host: tuple[Path, str]) -> None:
    """1,000 crafted addresses, and 10,000 requests in all, of somebody who may read Leeds alone."""
    _, address = host
    up = ("..", "%2e%2e", ".%2e", "%252e%252e", "..;", "..%2f..", "..%5c", "%c0%ae%c0%ae", ".", "")
    begun = ("/leeds/", "/leeds//", "/leeds/still/", "//", "/leeds/_stcore/", "/medway/officers/")
    ended = (
        *("kent/still/about", "kent/", "kent/readyz?edition=1", "councils/kent/council.toml"),
        *(
            "data/kent/store/store.duckdb",
            "run/kent-0.sock:/still/about",
            "still/about?council=kent",
        ),
        *("KENT/still/about", "kent%2fstill%2fabout", "still/kent", "media/kent", "kent?of=kent"),
        "still/about?council=kent",
    )
    sent = (
        {},
        {"Cookie": "outcomes_server=kent-0; outcomes=kent"},
        {"X-Outcomes-Secret": "guessed", "X-Forwarded-User": "Ada"},
        {"X-Original-URL": "/kent/still/about", "X-Forwarded-Prefix": "/kent"},
    )
    crafted = [(f"{a}{u}/{e}", h) for a, u, e, h in product(begun, up, ended, sent)]
    assert len({path for path, _ in crafted}) * len(sent) >= 1000
    own = ["/leeds/readyz", "/leeds/about", "/leeds/healthz", "/kent/about", "/kent/_stcore/health"]
    asked_for = [*crafted, *islice(cycle((path, {}) for path in own), 10_000 - len(crafted))]
    for path, headers in asked_for:
        code, _, words = asked(address, "GET", path, dict(headers))
        assert KENTS_OWN not in words, path
        assert code < 500, (code, path)


REFUSED = {
    "its folder": "import os; os.listdir('{0}/councils/kent')",
    "its store": "open('{0}/data/kent/store/store.duckdb', 'rb')",
    "its editions": "import os; os.listdir('{0}/data/kent/editions')",
    "its secret": "open('{0}/secret')",
    "its process": "import socket; socket.socket(socket.AF_UNIX).connect('{0}/run/kent-0.sock')",
    "what its process was told": "open('/proc/{1}/environ').read()",
    "its process's memory": "open('/proc/{1}/mem', 'rb')",
    "an end of its process": "import os; os.kill({1}, 15)",
}


@night
@needs_nginx
@pytest.mark.parametrize("what", REFUSED)
def test_the_system_refuses_one_councils_account_what_is_anothers(
    host: tuple[Path, str], what: str
) -> None:
    folder, _ = host
    attempt = REFUSED[what].format(folder, of(folder, "kent")[0])
    as_leeds = ["setpriv", "--reuid=61001", "--regid=61001", "--clear-groups", sys.executable, "-c"]
    said = subprocess.run([*as_leeds, attempt], capture_output=True, text=True).stderr
    assert "PermissionError" in said
    as_root = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True)
    if "kill" not in attempt:
        assert as_root.returncode == 0, as_root.stderr  # it is there, and only rights are wanting


@night
@needs_nginx
def test_what_ends_begins_again_and_whoever_asks_meanwhile_is_answered(
    host: tuple[Path, str],
) -> None:
    folder, address = host
    (before,) = of(folder, "leeds")
    os.kill(before, signal.SIGKILL)
    assert asked(address, "GET", "/leeds/readyz", {})[0] == 200
    (after,) = of(folder, "leeds")
    assert after != before
    assert asked(address, "GET", "/medway/readyz", {})[0] == 200


@night
@needs_nginx
def test_only_the_web_server_may_speak_to_a_process_and_it_holds_no_others_socket(
    host: tuple[Path, str],
) -> None:
    folder, _ = host
    listed = [line.split() for line in Path("/proc/net/unix").read_text().splitlines()]
    opened = {f"socket:[{line[6]}]": Path(line[7]).name for line in listed if len(line) == 8}
    for name in NAMES:
        for number in of(folder, name):
            held = {str(each.readlink()) for each in Path(f"/proc/{number}/fd").iterdir()}
            theirs = {opened[each] for each in held & {*opened} if opened[each].endswith(".sock")}
            assert {each.rpartition("-")[0] for each in theirs} == {name}
    for file in (folder / "run").iterdir():
        mode = file.stat()
        assert stat.S_IMODE(mode.st_mode) == 0o660
        assert mode.st_uid == 0
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(folder / "run" / "kent-0.sock"))
