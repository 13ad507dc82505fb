"""What the pipeline works with, handed down from the composition root.

Records of parts, not an object that knows everybody: each stage takes from them what it needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from newsroom_agents.agents._role import Agent
from newsroom_agents.agents.analyst import AnalystBrief, AnalystReply
from newsroom_agents.agents.copy_editor import CopyEditorBrief, CopyEditorReply, StyleRules
from newsroom_agents.agents.fact_checker import FactCheckerBrief, FactCheckerReply
from newsroom_agents.agents.illustrator import IllustratorBrief, IllustratorReply
from newsroom_agents.agents.monitor import MonitorBrief, MonitorReply
from newsroom_agents.agents.packager import PackagerBrief, PackagerReply
from newsroom_agents.agents.researcher import ResearcherBrief, ResearcherReply
from newsroom_agents.agents.translator import TranslatorBrief, TranslatorReply
from newsroom_agents.agents.writer import WriterBrief, WriterReply
from newsroom_agents.archive.archive import Archive
from newsroom_agents.clock import Clock
from newsroom_agents.evidence.risk import RiskList
from newsroom_agents.ingest.kind import Source
from newsroom_agents.ports import Beat, Masthead, StaffCard
from newsroom_agents.staff.bylines import Bylines
from newsroom_agents.story.analysis import Analysis
from newsroom_agents.story.check import FactCheckReport
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.edit import EditedDraft
from newsroom_agents.story.lead import NewsList
from newsroom_agents.story.package import Art, Package
from newsroom_agents.story.translation import Translation


@dataclass(frozen=True, slots=True)
class Staff:
    """The nine agents; `writers` by correspondent, because the beat picks the byline."""

    monitor: Agent[MonitorBrief, MonitorReply, NewsList]
    translator: Agent[TranslatorBrief, TranslatorReply, Translation]
    researcher: Agent[ResearcherBrief, ResearcherReply, Dossier]
    analyst: Agent[AnalystBrief, AnalystReply, Analysis]
    writers: Mapping[str, Agent[WriterBrief, WriterReply, Draft]]
    fact_checker: Agent[FactCheckerBrief, FactCheckerReply, FactCheckReport]
    copy_editor: Agent[CopyEditorBrief, CopyEditorReply, EditedDraft]
    illustrator: Agent[IllustratorBrief, IllustratorReply, Art]
    packager: Agent[PackagerBrief, PackagerReply, Package]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the house has decided: its languages, limits, word lists, beats and sources."""

    language: str
    reads: frozenset[str]
    threshold: float
    window: timedelta
    leads_per_run: int
    takes: int
    expires_after: timedelta
    style: StyleRules
    risk_lists: tuple[RiskList, ...]
    destinations: tuple[str, ...]
    bylines: Bylines
    beats: Mapping[str, Beat]
    sources: Mapping[str, Source]
    seed_rate: float
    """How often a seeded draft is slipped in after a real one; 0: never."""


@dataclass(frozen=True, slots=True)
class Newsdesk:
    """Everything a stage may need."""

    archive: Archive
    staff: Staff
    cards: Mapping[str, StaffCard]
    masthead: Masthead
    rules: Rules
    clock: Clock
    secret: bytes
    """The house's secret: salts and markers are made from it."""
