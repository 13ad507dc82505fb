"""What servers were found to be able to do, beside the call log."""

import json

from sqlalchemy import select

from newsroom_agents.archive.calls_database import CallsDatabase
from newsroom_agents.archive.calls_tables import PROBES
from newsroom_agents.ports import Probe, ProbeFinding


class Probes:
    """The newest probe of each model counts; older ones stay."""

    def __init__(self, database: CallsDatabase) -> None:
        self._database = database

    def save(self, probe: Probe) -> None:
        """Keep what was found."""
        findings = [[one.name, one.is_good, one.detail] for one in probe.findings]
        row = PROBES.insert().values(
            endpoint=probe.endpoint,
            engine_model=probe.engine_model,
            fingerprint=probe.fingerprint,
            mode=probe.mode,
            findings=json.dumps(findings, ensure_ascii=False),
            at=probe.at,
        )
        self._database.write(lambda connection: connection.execute(row))

    def saved(self, endpoint: str, engine_model: str) -> Probe | None:
        """Return what was found last; None when nobody has looked."""
        wanted = (
            select(PROBES)
            .where(PROBES.c.endpoint == endpoint)
            .where(PROBES.c.engine_model == engine_model)
            .order_by(PROBES.c.number.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        return Probe(
            endpoint=row.endpoint,
            engine_model=row.engine_model,
            fingerprint=row.fingerprint,
            mode=row.mode,
            findings=tuple(ProbeFinding(*one) for one in json.loads(row.findings)),
            at=row.at,
        )
