"""A story of twenty reports in twelve languages: do its translations take one call, or twenty?

    python bench/translations.py [--seconds 1.0] [--json FILE]

Twenty invented reports of one event in languages the house does not read, and three in English,
are reported with the benchmark's model. `first_to_last_s` is from the first translation sent to the
last one answered, `in_calls` the same in calls; `most_at_once` were with the server together.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from article_cost import ROOT
from article_cost import write_wire as write_reports

from newsroom_agents.ingest.kinds.wire import read_wire
from newsroom_agents.newsroom import open_newsroom
from newsroom_agents.pipeline.intake import take_in
from newsroom_agents.pipeline.monitoring import watch
from newsroom_agents.wire.events import group

DOCUMENTS = 20
_NEWS_TIME = datetime(2026, 11, 20, 12, tzinfo=UTC)
_TEXTS = {
    "de": "Der Kran am Liegeplatz 7 in Marlow Quay ist umgestürzt, sagte die Hafenbehörde. "
    "Zwei Arbeiter wurden leicht verletzt und konnten das Krankenhaus wieder verlassen. "
    "Die Schiffe fahren nun nach Osterhaven, bis der Hafen wieder geöffnet wird.",
    "fr": "La grue du quai 7 à Marlow Quay s'est effondrée, a annoncé l'autorité portuaire. "
    "Deux ouvriers ont été légèrement blessés et ont pu quitter l'hôpital. "
    "Les navires sont dirigés vers Osterhaven jusqu'à la réouverture du port.",
    "es": "La grúa del muelle 7 de Marlow Quay se derrumbó, dijo la autoridad del puerto. "
    "Dos trabajadores sufrieron heridas leves y ya salieron del hospital. "
    "Los barcos van a Osterhaven hasta que el puerto vuelva a abrir.",
    "it": "La gru della banchina 7 di Marlow Quay è crollata, ha detto l'autorità portuale. "
    "Due operai sono rimasti feriti in modo lieve e hanno lasciato l'ospedale. "
    "Le navi vengono mandate a Osterhaven fino alla riapertura del porto.",
    "pt": "O guindaste do cais 7 em Marlow Quay desabou, informou a autoridade portuária. "
    "Dois trabalhadores ficaram levemente feridos e já deixaram o hospital. "
    "Os navios seguem para Osterhaven até que o porto volte a abrir.",
    "nl": "De kraan aan ligplaats 7 in Marlow Quay is omgevallen, zei het havenbedrijf. "
    "Twee arbeiders raakten lichtgewond en mochten het ziekenhuis weer verlaten. "
    "De schepen varen naar Osterhaven tot de haven weer opengaat.",
    "sv": "Kranen vid kajplats 7 i Marlow Quay har rasat, uppgav hamnmyndigheten. "
    "Två arbetare skadades lindrigt och har fått lämna sjukhuset. "
    "Fartygen går till Osterhaven tills hamnen öppnar igen.",
    "pl": "Dźwig przy nabrzeżu 7 w Marlow Quay zawalił się, podał zarząd portu. "
    "Dwóch robotników odniosło lekkie obrażenia i opuściło już szpital. "
    "Statki płyną do Osterhaven, dopóki port nie zostanie ponownie otwarty.",
    "tr": "Marlow Quay limanındaki 7 numaralı rıhtımda bulunan vinç devrildi, dedi liman idaresi. "
    "İki işçi hafif yaralandı ve hastaneden taburcu edildi. "
    "Liman yeniden açılana kadar gemiler Osterhaven limanına gidiyor.",
    "ru": "Кран у причала 7 в Марлоу-Ки обрушился, сообщила администрация порта. "
    "Двое рабочих получили лёгкие травмы и уже выписаны из больницы. "
    "Суда идут в Остерхавен, пока порт снова не откроется.",
    "el": "Ο γερανός στην προβλήτα 7 του Μάρλοου Κι κατέρρευσε, ανακοίνωσε η λιμενική αρχή. "
    "Δύο εργάτες τραυματίστηκαν ελαφρά και βγήκαν ήδη από το νοσοκομείο. "
    "Τα πλοία πηγαίνουν στο Όστερχεϊβεν μέχρι να ανοίξει πάλι το λιμάνι.",
    "fi": "Marlow Quayn laituripaikan 7 nosturi romahti, satamaviranomainen kertoi. "
    "Kaksi työntekijää loukkaantui lievästi ja pääsi jo sairaalasta. "
    "Laivat ohjataan Osterhaveniin, kunnes satama avataan uudelleen.",
}

_READ = 3


def write_wire(folder: Path) -> None:
    """Write twenty reports in twelve languages, and three in English, as a wire folder."""
    lines = []
    for number, language in zip(range(DOCUMENTS), cycle(_TEXTS), strict=False):
        first, _, rest = _TEXTS[language].partition(". ")
        item = {
            "uri": f"urn:exercise:foreign:{number}",
            "versioncreated": f"2026-11-20T0{number % 9}:{number + 10}:00Z",
            "language": language,
            "headline": first,
            "body_text": f"EXERCISE {number} – {first}. {rest}",
            "provider": f"{language.upper()} Exercise Post {number}",
            "url": f"https://{language}-{number}.example/crane",
        }
        lines.append(json.dumps(item, ensure_ascii=False))
    write_reports(folder)
    english = folder / "crane.jsonl"
    lines += english.read_text("utf-8").splitlines()[-_READ:]
    english.write_text("\n".join(lines) + "\n", encoding="utf-8")


def open_story(var: Path, wire: Path) -> str:
    """Take the wire in as reports of one event and open its lead; return the story's slug."""
    with open_newsroom(ROOT, var, {}) as newsroom:
        desk = newsroom.desk
        take_in(desk.archive, read_wire(str(wire)), desk.clock)
        with desk.archive.writing() as room:
            found = room.snapshots.ungrouped()
            members = group([one.model_copy(update={"origin": one.id}) for one in found], ())
            for member in members:
                # What is measured is the translation, not whether twelve languages are one event.
                room.events.add(replace(member, event=members[0].event))
                room.snapshots.assign(
                    member.snapshot, origin=member.snapshot, event=members[0].event
                )
        [lead] = watch(desk, _NEWS_TIME).opened
        assert len(lead.snapshots) == DOCUMENTS + _READ  # noqa: S101 - else nothing is measured
        return lead.slug


@contextmanager
def model(*options: str) -> Iterator[str]:
    """Run the model server and give its address."""
    command = [sys.executable, str(ROOT / "bench" / "model_server.py"), "--port", "0"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def told(address: str) -> Mapping[str, str]:
    """Return the environment of a house that asks this model."""
    return {
        "PATH": os.environ["PATH"],
        "OPENAI_API_KEY": "sk-bench",
        "NEWSROOM_ENGINE__NAME": "openai_compatible",
        "NEWSROOM_ENGINE__BASE_URL": address,
        "NEWSROOM_ENGINE__ENGINE_MODEL": "bench-model-1",
    }


def measure(folder: Path, seconds: float, at_once: int) -> dict[str, Any]:
    """Report the story with so many translations at once, and return what they took."""
    write_wire(folder / "wire")
    open_story(folder / "var", folder / "wire")
    with model("--translate", "--seconds", str(seconds)) as address:
        env = {
            **told(address),
            "NEWSROOM_WORK__TRANSLATIONS": str(at_once),
            "NEWSROOM_ENGINE__AT_ONCE": str(at_once),
        }
        command = [sys.executable, "-m", "newsroom_agents", "--house", str(ROOT)]
        command += ["--var", str(folder / "var"), "report"]
        subprocess.run(command, env=env, check=False, stdout=subprocess.DEVNULL)
        with urlopen(address.replace("/v1", "/calls"), timeout=10) as page:  # noqa: S310
            calls = [call for call in json.load(page) if call["role"] == "translator"]
    first, last = min(call["start"] for call in calls), max(call["end"] for call in calls)
    one = max(call["end"] - call["start"] for call in calls)
    return {
        "translations": len(calls),
        "requests": len({call["sha256"] for call in calls}),
        "first_to_last_s": round(last - first, 2),
        "one_call_s": round(one, 2),
        "in_calls": round((last - first) / one, 2),
        "most_at_once": max(
            sum(other["start"] <= call["start"] < other["end"] for other in calls) for call in calls
        ),
    }


def main() -> None:
    """Measure with the default and with a place for every report; print, write the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=1.0, help="time of a call")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="translations-"))
    try:
        found = {
            f"{at_once} at once": measure(folder / str(at_once), options.seconds, at_once)
            for at_once in (8, DOCUMENTS)
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for name, row in found.items():
        print(f"{name:12} " + ", ".join(f"{what} {value}" for what, value in row.items()))
    if options.json:
        options.json.write_text(json.dumps({"ours": found}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
