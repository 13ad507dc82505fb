"""The stages of reporting: each takes a task, files a paper, and returns its id."""

from dataclasses import dataclass

from newsroom_agents.agents._brief import Note
from newsroom_agents.agents._role import Work
from newsroom_agents.agents.packager import PackagerBrief
from newsroom_agents.evidence.ground import check_draft
from newsroom_agents.pipeline.briefs import (
    Byliner,
    analyst_brief,
    copy_editor_brief,
    fact_checker_brief,
    illustrator_brief,
    notes_on,
    number_sources,
    researcher_brief,
    writer_brief,
)
from newsroom_agents.pipeline.filing import Filing
from newsroom_agents.pipeline.material import Material
from newsroom_agents.pipeline.newsdesk import Newsdesk
from newsroom_agents.pipeline.task import Task
from newsroom_agents.story.analysis import Analysis
from newsroom_agents.story.check import FactCheckReport
from newsroom_agents.story.decision import Ruling
from newsroom_agents.story.dossier import Dossier
from newsroom_agents.story.draft import Draft
from newsroom_agents.story.edit import EditedDraft
from newsroom_agents.story.lead import Lead
from newsroom_agents.story.package import Art, Byline, Package, Topic
from newsroom_agents.story.paper import Credit, Stage

PASSED = "passed"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages, each a step of the reporting flow."""

    desk: Newsdesk
    filing: Filing
    material: Material

    def research(self, text: str) -> str:
        """File the dossier of this round."""
        task = Task.read(text)

        def make() -> Work[Dossier]:
            lead = self.filing.latest(task.slug, Stage.LEAD, Lead)
            snapshots = self.material.snapshots(lead)
            numbers = self.material.source_numbers(task.slug)
            brief = researcher_brief(
                lead,
                number_sources(snapshots, numbers, self.desk.rules.reads),
                {snapshot.id: snapshot for snapshot in snapshots},
                self.material.translations(snapshots),
                self.material.background(lead, self.desk.rules.language),
                self.desk.rules.beats[lead.beat].min_origins,
            )
            return self.desk.staff.researcher.work(brief, task.slug, is_urgent=task.is_urgent)

        return self.filing.once(task.slug, Stage.RESEARCH, task.round, Dossier, make)

    def analyse(self, text: str) -> str:
        """File the analysis of this round."""
        task = Task.read(text)

        def make() -> Work[Analysis]:
            dossier = self.filing.latest(task.slug, Stage.RESEARCH, Dossier)
            lead = self.filing.latest(task.slug, Stage.LEAD, Lead)
            card = self.desk.cards[lead.correspondent]
            brief = analyst_brief(dossier, card)
            return self.desk.staff.analyst.work(brief, task.slug, is_urgent=task.is_urgent)

        return self.filing.once(task.slug, Stage.ANALYSIS, task.round, Analysis, make)

    def write(self, text: str) -> str:
        """File the draft of this take."""
        task = Task.read(text)

        def make() -> Work[Draft]:
            dossier = self.filing.latest(task.slug, Stage.RESEARCH, Dossier)
            analysis = self.filing.latest(task.slug, Stage.ANALYSIS, Analysis)
            lead = self.filing.latest(task.slug, Stage.LEAD, Lead)
            previous, notes = self._last_words(task)
            brief = writer_brief(
                Byliner(self.desk.cards[lead.correspondent], self.desk.rules.style.limits),
                dossier,
                analysis,
                task.take,
                previous,
                notes,
            )
            return self.desk.staff.writers[lead.correspondent].work(
                brief, task.slug, is_urgent=task.is_urgent
            )

        return self.filing.once(task.slug, Stage.WRITING, task.take, Draft, make)

    def check(self, text: str) -> str:
        """File the fact-check of this take and say whether it passed."""
        task = Task.read(text)

        def make() -> Work[FactCheckReport]:
            dossier = self.filing.latest(task.slug, Stage.RESEARCH, Dossier)
            draft = self.filing.of(task.slug, Stage.WRITING, task.take, Draft)
            findings = check_draft(draft, dossier, self.material.texts(dossier))
            brief = fact_checker_brief(dossier, draft, findings, task.take)
            return self.desk.staff.fact_checker.work(brief, task.slug, is_urgent=task.is_urgent)

        self.filing.once(task.slug, Stage.CHECKING, task.take, FactCheckReport, make)
        report = self.filing.of(task.slug, Stage.CHECKING, task.take, FactCheckReport)
        return PASSED if report.passed else FAILED

    def edit(self, text: str) -> str:
        """File the copy desk's version of this take."""
        task = Task.read(text)

        def make() -> Work[EditedDraft]:
            dossier = self.filing.latest(task.slug, Stage.RESEARCH, Dossier)
            draft = self.filing.of(task.slug, Stage.WRITING, task.take, Draft)
            brief = copy_editor_brief(
                dossier, draft, self.desk.rules.style, self.material.texts(dossier)
            )
            return self.desk.staff.copy_editor.work(brief, task.slug, is_urgent=task.is_urgent)

        return self.filing.once(task.slug, Stage.COPY, task.take, EditedDraft, make)

    def illustrate(self, text: str) -> str:
        """File the illustration of this take."""
        task = Task.read(text)

        def make() -> Work[Art]:
            draft = self.filing.of(task.slug, Stage.WRITING, task.take, Draft)
            return self.drawn(task.slug, draft, is_urgent=task.is_urgent)

        return self.filing.once(task.slug, Stage.ART, task.take, Art, make)

    def drawn(self, slug: str, draft: Draft, *, is_urgent: bool = True) -> Work[Art]:
        """Return the art desk's picture for a draft; files nothing."""
        dossier = self.filing.latest(slug, Stage.RESEARCH, Dossier)
        brief = illustrator_brief(
            draft,
            self.desk.rules.beats[dossier.beat],
            dossier.places,
            self.desk.masthead.title,
        )
        return self.desk.staff.illustrator.work(brief, slug, is_urgent=is_urgent)

    def package(self, text: str) -> str:
        """File everything that would be published."""
        task = Task.read(text)

        def make() -> Work[Package]:
            draft = self.filing.of(task.slug, Stage.COPY, task.take, EditedDraft).draft
            art = self.filing.of(task.slug, Stage.ART, task.take, Art)
            credits = self.filing.credits(task.slug, task.take)
            brief = self.packager_brief(task, draft, art, credits)
            return self.desk.staff.packager.work(brief, task.slug, is_urgent=task.is_urgent)

        return self.filing.once(task.slug, Stage.PACKAGING, task.take, Package, make)

    def packager_brief(
        self, task: Task, draft: Draft, art: Art, credits: tuple[Credit, ...]
    ) -> PackagerBrief:
        """Return all that is known of a take before its short texts are."""
        dossier = self.filing.latest(task.slug, Stage.RESEARCH, Dossier)
        beat = self.desk.rules.beats[dossier.beat]
        card = self.desk.cards[draft.correspondent]
        return PackagerBrief(
            draft=draft,
            take=task.take,
            dossier=dossier,
            art=art,
            byline=Byline(persona=card.id, name=card.name, title=card.title, bio=card.bio),
            beat=beat.id,
            topics=(Topic(code=beat.topic, name=beat.topic_name),),
            language=self.desk.rules.language,
            destinations=self.desk.rules.destinations,
            credits=credits,
            limits=self.desk.rules.style.limits,
            address_day=dossier.news_time.date(),
            news_time=dossier.news_time,
            texts=self.material.texts(dossier),
        )

    def _last_words(self, task: Task) -> tuple[Draft | None, tuple[Note, ...]]:
        """Return the last draft with what is wrong with it, or what an editor asked for."""
        earlier = [each for each in self.filing.takes(task.slug, Stage.WRITING) if each < task.take]
        if not earlier:
            return None, ()
        last = max(earlier)
        previous = self.filing.of(task.slug, Stage.WRITING, last, Draft)
        asked = self._asked(task.slug, last)
        if asked:
            return previous, asked
        report = self.filing.of(task.slug, Stage.CHECKING, last, FactCheckReport)
        return previous, notes_on(report)

    def _asked(self, slug: str, take: int) -> tuple[Note, ...]:
        """Return the notes with which an editor returned that take, on the whole and on texts."""
        with self.desk.archive.reading() as room:
            decisions = room.queue.decisions(slug)
        returns = [one for one in decisions if one.ruling is Ruling.RETURN and one.take == take]
        whole = (Note(where="", text=one.note) for one in returns if one.note.strip())
        single = (Note(where=note.where, text=note.text) for one in returns for note in one.notes)
        return (*whole, *single)


def stages_of(desk: Newsdesk) -> Stages:
    """Return the stages that work with this desk."""
    filing = Filing(archive=desk.archive, clock=desk.clock)
    return Stages(desk=desk, filing=filing, material=Material(archive=desk.archive))
