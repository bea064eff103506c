"""Pages of programmes, applications and registration: they answer, open for their people only, and ask no more for more rows."""

import pytest
from django.test import Client

from jiangong.competitions.models import Competition
from jiangong.competitions.programmes.services import add_to_list
from jiangong.competitions.registration.services import register
from jiangong.competitions.services import EventDetails, create_event
from tests.factories import a_competition, a_unit, an_application, an_officer, entrants
from tests.web.entering_site import an_entering_site
from tests.web.test_pages import assert_well_made, read
from tests.web.test_queries import counts

BACKEND = "django.contrib.auth.backends.ModelBackend"
PUBLIC = ["{public}", "{event}", "/entering/"]
BOSS = [
    "/desk/programmes/", "/desk/new-programme/", "{programme}", "{programme}edit/", "{programme}rules/", "{programme}copy/",
    "{programme}new-list/", "{programme}tracks/region/", "{list}", "{list}edit/",
]  # fmt: skip
CLERK = [
    "/desk/applications/", "/desk/new-application/", "/desk/new-application/{code}/{unit}/", "{application}", "{event}register/",
    "{receipt}", "{receipt}substitute/",
]  # fmt: skip
HOST = [
    "{desk}",
    "{desk}?state=submitted",
    "{desk}window/",
    "{desk}small/keep/",
    "{desk}small/cancel/",
    "{application}",
    "/desk/",
]


@pytest.fixture
def entering(site):
    return an_entering_site(site)


@pytest.fixture
def as_(entering):
    def signed_in(who: str) -> Client:
        client = Client()
        if who:
            client.force_login(entering.people[who], backend=BACKEND)
        return client

    return signed_in


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("who", "pattern"),
    [*(("", one) for one in PUBLIC), *(("boss", one) for one in BOSS), *(("clerk", one) for one in CLERK), *(("officer", one) for one in HOST)],
)  # fmt: skip
def test_a_page_answers_in_both_languages(entering, as_, who, pattern, language):
    path = entering.path(pattern)
    assert_well_made(read(as_(who), path, language), path, language)


ROLES = [
    ("{programme}", {"boss": 200, "province auditor": 200, "officer": 404, "clerk": 404, "judge": 404}),
    ("{programme}edit/", {"boss": 200, "province auditor": 403, "officer": 404, "judge": 404}),
    ("{programme}copy/", {"boss": 200, "province auditor": 403, "officer": 404}),
    ("{list}edit/", {"boss": 200, "province auditor": 403, "clerk": 404}),
    ("{application}", {"clerk": 200, "officer": 200, "auditor": 200, "boss": 200, "elsewhere": 404, "judge": 404}),
    ("/desk/new-application/{code}/{unit}/", {"clerk": 200, "officer": 200, "elsewhere": 404, "judge": 404}),
    ("{desk}", {"officer": 200, "auditor": 200, "boss": 200, "clerk": 403, "elsewhere": 403, "judge": 403}),
    ("{desk}window/", {"officer": 200, "boss": 200, "auditor": 403, "clerk": 403, "elsewhere": 403}),
    ("{desk}list.csv", {"officer": 200, "auditor": 200, "clerk": 403, "judge": 403}),
    ("{receipt}", {"clerk": 200, "officer": 200, "auditor": 200, "elsewhere": 404, "judge": 404}),
    ("{receipt}substitute/", {"clerk": 200, "officer": 200, "auditor": 403, "elsewhere": 404}),
    ("{receipt}event.ics", {"clerk": 200, "elsewhere": 404}),
]


@pytest.mark.parametrize(("pattern", "expected"), ROLES)
def test_a_page_opens_for_its_people_only(entering, as_, pattern, expected):
    path = entering.path(pattern)
    assert {who: as_(who).get(path).status_code for who in expected} == expected
    assert Client().get(path).status_code == 302


POSTS = [
    "{programme}edit/", "{programme}tracks/region/retire/", "{list}", "{application}review/accept/",
    "{application}review/return/", "{application}submit/", "{desk}window/", "{receipt}withdraw/", "{receipt}substitute/",
]  # fmt: skip


@pytest.mark.parametrize("pattern", POSTS)
@pytest.mark.parametrize("who", ["elsewhere", "judge", "administrator"])
def test_nobody_else_can_send_these_forms(entering, as_, pattern, who):
    assert as_(who).post(entering.path(pattern), {"reason": "x"}).status_code in (403, 404)
    entering.application.refresh_from_db()
    entering.registrations[0].refresh_from_db()
    assert (entering.application.state, entering.registrations[0].state) == ("submitted", "submitted")


def test_registration_of_a_draft_does_not_exist_for_others(entering, as_):
    site = entering.site
    hidden = create_event(
        site.competition, rulebook=site.event.rulebook, by=site.officer, details=EventDetails("hidden")
    )
    assert as_("clerk").get(site.of(hidden, "register/")).status_code == 404
    assert as_("elsewhere").get(site.of(hidden, "registration/", desk=True)).status_code == 404


def test_lists_do_not_ask_again_for_every_row(entering, as_):
    site = entering.site
    paths = {
        "": ["{public}", "{event}", "/entering/"],
        "boss": ["/desk/programmes/", "{programme}", "{list}"],
        "clerk": ["/desk/applications/", "{event}register/", "{application}"],
        "officer": ["{desk}", "/desk/", "/desk/applications/"],
    }

    def asked():
        return {who: counts(as_(who), [entering.path(one) for one in some]) for who, some in paths.items()}

    before = asked()
    for n in (1, 2):
        unit = a_unit(site.competition.host, f"青溪{n}", f"qingxi-{n}")
        clerk = an_officer(unit)
        an_application(unit, site.competition.track, clerk)
        register(site.empty, rows=entrants(f"职工{n}", age="40"), by=clerk, body=unit)
        add_to_list(entering.list, member=a_competition(entering.boss, track=site.competition.track), by=entering.boss)
    register(site.empty, rows=entrants("职工三", "职工四", age="40"), by=entering.clerk, body=entering.unit)
    assert asked() == before
    assert max(max(one.values()) for one in before.values()) <= 45
    assert Competition.objects.count() == 3
