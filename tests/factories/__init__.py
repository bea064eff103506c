"""The smallest things a test can stand on, made by the services. Each says what it makes; nothing is filled in unseen."""

from tests.factories.competitions import RULES, a_competition, a_programme, a_rulebook, a_track, an_event
from tests.factories.entering import FILING, a_unit, a_window, an_application, entrants
from tests.factories.organizations import (
    a_city,
    a_federation,
    a_judge,
    a_user,
    an_administrator,
    an_auditor,
    an_officer,
)
from tests.factories.panels import a_blind_event, a_drawn_chain, a_panel, a_seat
from tests.factories.people import EVERYBODY, somebody, the_host, those_who_may
from tests.factories.results import (
    MARKS,
    a_grouped_publication,
    a_grouped_run,
    a_held_back,
    a_publication,
    a_settled_event,
    a_table,
    an_event_with_marks,
    checked,
    firm,
)
from tests.factories.workers import a_checked_roster, a_worker, an_identity, an_imported_roster

__all__ = [
    "EVERYBODY",
    "FILING",
    "MARKS",
    "RULES",
    "a_blind_event",
    "a_checked_roster",
    "a_city",
    "a_competition",
    "a_drawn_chain",
    "a_federation",
    "a_grouped_publication",
    "a_grouped_run",
    "a_held_back",
    "a_judge",
    "a_panel",
    "a_programme",
    "a_publication",
    "a_rulebook",
    "a_seat",
    "a_settled_event",
    "a_table",
    "a_track",
    "a_unit",
    "a_user",
    "a_worker",
    "a_window",
    "an_administrator",
    "an_application",
    "an_auditor",
    "an_event",
    "an_event_with_marks",
    "an_identity",
    "an_imported_roster",
    "an_officer",
    "checked",
    "entrants",
    "firm",
    "somebody",
    "the_host",
    "those_who_may",
]
