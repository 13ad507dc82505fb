"""Invented reports (EXERCISE) and the papers made of them, from the writer to the packager."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import cache

from newsroom_agents.agents.copy_editor import CopyEditorBrief, StyleRules, WordRule
from newsroom_agents.agents.fact_checker import FactCheckerBrief
from newsroom_agents.agents.illustrator import ROLE as ILLUSTRATOR
from newsroom_agents.agents.illustrator import IllustratorBrief
from newsroom_agents.agents.packager import PackagerBrief
from newsroom_agents.agents.writer import ROLE as WRITER
from newsroom_agents.agents.writer import Limits, WriterBrief
from newsroom_agents.evidence.ground import check_draft
from newsroom_agents.pipeline.briefs import fact_checker_brief as brief_of
from newsroom_agents.pipeline.showing import listed, to_write
from newsroom_agents.story.analysis import Analysis, Claim, Scenario, TimelineEntry
from newsroom_agents.story.check import Rung
from newsroom_agents.story.dossier import (
    Disagreement,
    DisagreementKind,
    Dossier,
    Excerpt,
    Side,
    Source,
)
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.package import Art, Byline, Topic
from newsroom_agents.story.paper import Credit, Role
from newsroom_agents.story.source import Ownership, Tier
from newsroom_agents.text.sentences import split

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
LIMITS = Limits(
    headline_chars=90, dek_chars=180, sentence_words=40, teaser_chars=280, blurb_chars=400
)
CREDIT = Credit(
    role=Role.WRITER, persona="ida", prompt="p", engine="extractive", engine_model="by hand"
)

FERRY = {
    "The Harbour Gazette": (
        "200 people and more were aboard the ferry Corona when it left for Port Alba on Saturday. "
        "Fourteen passengers were injured and taken to the hospital on Quay Street. "
        "Lifeboats from three villages brought the passengers ashore before dawn. "
        "Harbour master Lena Orsk said the vessel had left its lane in thick fog. "
        '"We heard the hull scrape over the rocks and then the lights went out," said Tomas Veil. '
        "Divers will look at the damaged hull as soon as the swell allows it. "
        "The channel remains closed to larger ships until Monday evening. "
        "Port Alba has one of the narrowest harbour entrances on the Meridian coast. "
        "The town lives from fishing, salt and the ferries to the outer islands."
    ),
    "Meridia Today": (
        "A ferry with tourists and islanders hit rocks near Port Alba early on Saturday. "
        "At least 21 people were injured, the regional health board reported. "
        "Rescuers used ropes and two fishing boats to reach the stranded passengers. "
        "The shipping company Austral Lines denied that the crew had ignored a warning. "
        "Its spokesman Arno Feld said the radar had worked until the impact. "
        "An inquiry into the cause will start next week in the capital. "
        "In 2019 another ferry of the company lost its rudder on the same route. "
        "Fares on the route were cut twice in the past year to win back travellers. "
        "Hotel owners along the front gave rooms to those who could not travel on."
    ),
    "Island Post": (
        "Passengers waited four hours in the cold before the last lifeboat arrived at Port Alba. "
        "Many had slept on deck when the Corona struck a reef two miles from the harbour. "
        "The coastguard says the captain has been questioned and released. "
        "Fuel has not leaked into the bay so far, according to the coastguard. "
        "The island council called for a second tug to be stationed in the bay. "
        "Schools on the outer islands stay shut because no supplies can be landed. "
        "Fishermen had complained about missing buoys since the winter storms. "
        "The next relief boat is expected to leave the mainland on Sunday morning."
    ),
    "North Wire": (
        "Investigators have the voyage recorder of the ferry that ran aground at Port Alba. "
        "The transport ministry ordered checks of all vessels built at the same yard. "
        "Austral Lines shares fell by nine per cent when trading opened in the capital. "
        "Insurers expect claims of about 30 million crowns. "
        "The Corona was built in 1998 and refitted five years ago. "
        "Two of the three radar stations on that coast were out of service for repairs. "
        "Trade unions said crews on the route work shifts of up to 16 hours."
    ),
}

DAM = {
    "The Upland Courier": (
        "Water broke through the wall of the Selka dam and flooded three villages on Tuesday. "
        "About 400 families were moved to schools in the town of Brell. "
        "Engineers opened two sluices to lower the lake by a metre an hour. "
        "The dam was finished in 1974 and has been repaired six times since then. "
        "Mayor Ines Tolvan said no one was missing in her district. "
        "Farmers lost most of the spring sowing on the low fields. "
        "Soldiers filled sandbags along the river for the second night."
    ),
    "Radio Brell": (
        "Three villages below the Selka dam were under water on Wednesday morning. "
        "The road to Brell is cut in four places and a bridge has collapsed. "
        "Rescue teams searched farmhouses with boats and two helicopters. "
        "The power company says 9,000 homes are without electricity. "
        "Doctors warned people not to drink from wells in the valley. "
        "A state inspector had asked for new seals on the wall last autumn. "
        "Shelters in the town need blankets, dry clothes and baby food."
    ),
    "Valley Observer": (
        "The government promised help for the flooded villages below the Selka dam. "
        "The operator Selka Power rejected claims that warnings had been ignored. "
        "Measuring posts upstream show that the river rose by two metres in one night. "
        "Trains between Brell and the capital are expected to run again on Friday. "
        "Prosecutors opened a case against persons unknown over the wall. "
        "Residents remember the great flood of 1981, which destroyed the old market. "
        "Bakers from neighbouring towns sent two lorries of bread."
    ),
}


def texts_of(reports: dict[str, str]) -> dict[str, str]:
    """Return the stored texts by snapshot id."""
    return {_snapshot(outlet): text for outlet, text in reports.items()}


def dossier(
    reports: dict[str, str], *, slug: str = "port-alba-ferry", same_text: tuple[str, ...] = ()
) -> Dossier:
    """Return a dossier of these reports; outlets in `same_text` share one origin."""
    sources, excerpts = [], []
    for number, (outlet, text) in enumerate(reports.items(), start=1):
        sources.append(_source(outlet, number, "O-shared" if outlet in same_text else f"O{number}"))
        for place, span in enumerate(split(text, "en"), start=1):
            excerpts.append(
                (
                    place,
                    Excerpt(
                        id=f"S{number}.{place}",
                        snapshot=_snapshot(outlet),
                        start=span.start,
                        end=span.end,
                        text=text[span.start : span.end],
                        language="en",
                    ),
                )
            )
    ranked = tuple(excerpt for _, excerpt in sorted(excerpts, key=lambda pair: pair[0]))
    return Dossier(
        slug=slug,
        event="E1",
        beat="transport",
        news_time=NOON,
        sources=tuple(sources),
        excerpts=ranked,
        disagreements=(),
        background=(),
        questions=("None of the reports we read says what caused it.",),
        origin_count=len({source.origin for source in sources}),
        places=("MT", "IT"),
    )


def ferry_dossier() -> Dossier:
    """Return the ferry's dossier: two reports differ on the injured, one carries a denial."""
    plain = dossier(FERRY)
    return plain.model_copy(
        update={
            "disagreements": (
                Disagreement(
                    id="D1",
                    kind=DisagreementKind.FIGURE,
                    about="how many people were injured",
                    sides=(
                        Side(says="Fourteen passengers", cites=("S1.2",), origins=("O1",)),
                        Side(says="At least 21 people", cites=("S2.2",), origins=("O2",)),
                    ),
                ),
                Disagreement(
                    id="D2",
                    kind=DisagreementKind.DENIAL,
                    about="Austral Lines denied that the crew had ignored a warning",
                    sides=(
                        Side(says="the lane", cites=("S1.4",), origins=("O1",)),
                        Side(
                            says=(
                                "The shipping company Austral Lines denied that the crew had "
                                "ignored a warning."
                            ),
                            cites=("S2.4",),
                            origins=("O2",),
                        ),
                    ),
                ),
            )
        }
    )


def analysis(held: Dossier) -> Analysis:
    """Return an analysis with one claim of two origins, one dated moment and one scenario."""
    return Analysis(
        angle="A ferry ran aground.",
        claims=(
            Claim(
                text="A ferry ran aground at Port Alba.",
                cites=("S2.1", "S4.1" if len(held.sources) > 3 else held.excerpts[0].id),
                rung=Rung.CONFIRMED,
                origins=("O2", "O4" if len(held.sources) > 3 else "O1"),
            ),
        ),
        timeline=(TimelineEntry(day="2019", text="An earlier ferry", cites=("S2.7",)),),
        actors=(),
        scenarios=(
            Scenario(
                text="The next relief boat is expected to leave the mainland on Sunday morning.",
                lens="A lens",
                cites=("S3.8",),
            ),
        ),
        unknown=("Nobody says how deep the damage is.",),
        lenses=(),
    )


def writer_brief(held: Dossier | None = None) -> WriterBrief:
    """Return the brief of a first take."""
    table = held or ferry_dossier()
    shown = to_write(table, ())
    return WriterBrief(
        dossier=table,
        analysis=analysis(table),
        listed=listed(table.sources, shown),
        shown=shown,
        correspondent="umbrel",
        voice="Plain.",
        refuses=(),
        limits=LIMITS,
        take=1,
        previous=None,
        notes=(),
    )


def draft(held: Dossier | None = None) -> Draft:
    """Return the digest made by hand from the brief."""
    if held is None:
        return _ferry_draft()
    brief = writer_brief(held)
    return WRITER.compose(brief, WRITER.by_hand(brief)).paper


@cache
def _ferry_draft() -> Draft:
    return draft(ferry_dossier())


@cache
def _art(written: str) -> Art:
    brief = illustrator_brief(Draft.model_validate_json(written))
    return ILLUSTRATOR.compose(brief, ILLUSTRATOR.by_hand(brief)).paper


def fact_checker_brief(written: Draft, held: Dossier) -> FactCheckerBrief:
    """Return the brief with what the checks find in the ferry's draft."""
    findings = check_draft(written, held, texts_of(FERRY))
    return brief_of(held, written, findings, take=1)


RULES = StyleRules(
    words=(WordRule(avoid="utilise", use="use", why="plain word"),),
    attribution_avoid=(WordRule(avoid="slammed", use="criticised", why="neutral"),),
    innocence=(WordRule(avoid="the killer", use="the accused", why="innocence"),),
    relative_days=("today", "yesterday"),
    minors_below=18,
    limits=LIMITS,
)


def copy_editor_brief(written: Draft) -> CopyEditorBrief:
    """Return the ferry's draft with a small stylebook."""
    return CopyEditorBrief(
        draft=written, dossier=ferry_dossier(), rules=RULES, texts=texts_of(FERRY), notes=()
    )


def illustrator_brief(written: Draft) -> IllustratorBrief:
    """Return a brief in the accent of transport."""
    return IllustratorBrief(
        draft=written,
        beat="transport",
        beat_title="Transport and travel",
        accent="blue",
        places=("MT",),
        figures=(),
        publication="The Exercise Paper",
    )


def packager_brief(written: Draft, held: Dossier | None = None) -> PackagerBrief:
    """Return the draft with its picture and everything code knows."""
    return PackagerBrief(
        draft=written,
        take=1,
        dossier=held or ferry_dossier(),
        art=_art(written.model_dump_json()),
        byline=Byline(persona="umbrel", name="Umbrel", title="Correspondent", bio="An AI."),
        beat="transport",
        topics=(Topic(code="04000000", name="economy"),),
        language="en",
        destinations=("site",),
        credits=(CREDIT,),
        limits=LIMITS,
        address_day=date(2026, 3, 14),
        news_time=NOON,
    )


def _snapshot(outlet: str) -> str:
    return hashlib.sha256(outlet.encode()).hexdigest()[:20]


def _source(outlet: str, number: int, origin: str) -> Source:
    return Source(
        id=f"S{number}",
        uri=f"urn:exercise:{number}",
        outlet=outlet.lower().replace(" ", "-"),
        outlet_name=outlet,
        tier=Tier.UNRATED,
        ownership=Ownership.UNRATED,
        title=f"EXERCISE report {number}",
        url="",
        language="en",
        published=NOON - timedelta(hours=number),
        retrieved=NOON,
        snapshot=_snapshot(outlet),
        sha256="0" * 64,
        text_sha256="0" * 64,
        origin=origin,
    )
