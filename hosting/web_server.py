"""What stands in front of the councils: nginx's settings, the page that lists them, and the same
for containers. All is written of the declaration, so that a council is said once."""

from collections import defaultdict
from pathlib import Path
from shutil import copyfile

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from charts.layout.font import FILE
from data.files.atomic import in_words, write
from hosting.declaration import Hosting, processes
from hosting.processes import account_numbers
from schemas.declared import Council
from schemas.load import read_toml

HERE = Path(__file__).resolve().parent
IN_CONTAINERS = "/srv/site"


def write_settings(hosting: Hosting, folder: Path, *, containers: bool) -> None:
    """Write `nginx.conf` and the folder `site` of the page that lists the councils; for containers
    `compose.yaml` too. Raises Refused for a folder that cannot be written to."""
    site = folder.resolve() / "site"
    with in_words(folder, "it cannot be written to", OSError):
        site.mkdir(parents=True, exist_ok=True)
        for file in (*HERE.glob("site/councils.*"), *FILE.parent.glob("*.ttf")):
            copyfile(file, site / file.name)
        files = {name: each.folder / "council.toml" for name, each in hosting.councils.items()}
        councils = {name: read_toml(file, Council).name for name, file in files.items()}
        written = dict[str, dict[str, object]]({"site/index.html": {"councils": councils}})
        written["nginx.conf"] = {
            "places": places(hosting, containers=containers),
            "name": hosting.host,
            "listen": "443 ssl",
            "site": IN_CONTAINERS if containers else site,
        }
        if containers:
            written["compose.yaml"] = {"hosting": hosting, "processes": processes(hosting)}
        for name, told in written.items():
            text = _templates().get_template(f"{name}.jinja").render(told)
            write(folder / name, f"{text}\n")


def places(hosting: Hosting, *, containers: bool) -> dict[str, list[str]]:
    """The path of each place below the host's address, and which servers answer there."""
    answering = defaultdict(list)
    for process in processes(hosting):
        apart, here = f"{process.name}-{process.number}:8501", f"unix:{process.socket(hosting)}"
        answering[process.path].append(apart if containers else here)
    return answering


def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=lambda name: ".html." in (name or ""),
        undefined=StrictUndefined,
    )
    made.globals["account_numbers"] = account_numbers
    return made
