"""A worker's record: corrected, revealed, published, asked about, deleted."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.organizations.models import Organization, Post
from jiangong.organizations.notices.models import Notice
from jiangong.organizations.people.enums import ConsentKind, Decision, RequestKind, Standing
from jiangong.organizations.people.models import Consent, FactChange, PersonalLink, Worker, WorkerRequest
from jiangong.organizations.people.selectors import (
    Wanted,
    history_of,
    open_requests,
    own_data,
    public_name,
    public_names,
    roster_page,
    same_people,
    the_worker,
    unit_facts,
)
from jiangong.organizations.people.services import (
    answer_request,
    ask_for,
    correct_fact,
    hand_out_own_data,
    issue_link,
    note_departure,
    record_consent,
    record_publication_ground,
    remind_of_requests,
    reveal_identity,
    state_unit_fact,
    store_identity,
    withdraw_consent,
    withdraw_request,
)
from tests.factories import a_city, a_federation, a_unit, a_worker, an_auditor, an_identity, an_officer

pytestmark = pytest.mark.django_db


def test_a_correction_keeps_what_was_and_who_said_it():
    city = a_city()
    worker, officer = a_worker(city), an_officer(city, "zhang")
    correct_fact(worker, fact="trade", value="焊工", by=officer)
    correct_fact(worker, fact="trade", value="焊工", by=officer)
    changed = FactChange.objects.get()
    found = {row.fact: (row.value, row.source) for row in history_of(the_worker(worker.pk, viewer=officer))}

    assert (changed.before, changed.after, changed.source) == ("", "焊工", "user:zhang")
    assert found["trade"] == ("焊工", "user:zhang")
    assert found["name"] == ("岑佳禾", worker.source)


WRONG = [
    ("name", " ", "这一项不能这样更正"),
    ("skill", "九级", "请从列出的选项里选一项"),
    ("born_on", "1990-02-30", "读不懂"),
    ("born_on", "1899-01-01", "早于 1900 年"),
    ("born_on", "2990-01-01", "还没有到"),
    ("in_trade_since", "12", "读不懂"),
    ("number", "A2", "这一项不能这样更正"),
    ("trade", "工" * 81, "这里至多 80 个字"),
]


@pytest.mark.parametrize(("fact", "value", "sentence"), WRONG)
def test_a_value_that_cannot_be_is_refused(fact: str, value: str, sentence: str):
    city = a_city()
    with pytest.raises(Declined, match=sentence):
        correct_fact(a_worker(city), fact=fact, value=value, by=an_officer(city))

    assert FactChange.objects.count() == 0


def test_an_identity_number_is_stored_sealed_with_its_consent():
    city = a_city()
    worker, officer = a_worker(city), an_officer(city)
    worker = store_identity(worker, identity=an_identity().lower(), by=officer, words="本人签字")

    assert an_identity() not in worker.identity_sealed
    assert worker.identity_shown == "*" * 14 + an_identity()[-4:]
    assert reveal_identity(worker, reason="核对证书", by=officer) == an_identity()
    assert Consent.objects.get().kind == ConsentKind.IDENTITY
    with pytest.raises(Declined, match="请写明查看的理由"):
        reveal_identity(worker, reason=" ", by=officer)
    with pytest.raises(Declined, match="另有一位"):
        store_identity(a_worker(city, number="W9"), identity=an_identity(), by=officer, words="本人签字")
    with pytest.raises(Declined, match="第 18 位不符"):
        store_identity(
            worker, identity=an_identity()[:-1] + ("1" if an_identity()[-1] != "1" else "2"), by=officer, words="x"
        )
    with pytest.raises(PermissionDenied):
        reveal_identity(worker, reason="想看看", by=an_auditor(city))


def test_a_sealed_number_that_was_moved_to_another_record_does_not_open():
    city = a_city()
    officer = an_officer(city)
    first, second = a_worker(city, identity=an_identity(order=2)), a_worker(city, identity=an_identity(order=4))
    second.identity_sealed = first.identity_sealed
    with pytest.raises(Declined, match="打不开"):
        reveal_identity(second, reason="核对", by=officer)


def test_without_ground_or_consent_a_worker_stands_under_a_code():
    city = a_city()
    workers = [a_worker(city, name) for name in ("岑佳禾", "闻一川", "路知夏")]
    record_publication_ground(city, workers=[workers[0].pk], words="通知第九条", by=an_officer(city))
    record_consent(workers[1], kind=ConsentKind.PUBLICATION, words="同意")
    names = public_names([worker.pk for worker in workers])

    assert [names[worker.pk].name for worker in workers[:2]] == ["岑佳禾", "闻一川"]
    assert names[workers[2].pk].is_code and names[workers[2].pk].name != "路知夏"
    assert names[workers[2].pk] == public_name(workers[2])
    withdraw_consent(workers[1], kind=ConsentKind.PUBLICATION)
    assert public_name(workers[1]).is_code


@pytest.mark.parametrize("count", [1, 3])
def test_names_cost_the_same_for_one_and_three(count: int, django_assert_num_queries):
    city = a_city()
    keys = [a_worker(city, f"工人{n}").pk for n in range(count)]
    with django_assert_num_queries(2):
        assert len(public_names(keys)) == count


def test_a_ground_needs_words_and_reaches_only_the_unit():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    officer, stranger = an_officer(linlan), a_worker(yundu)
    with pytest.raises(Declined, match="请写明公布的依据"):
        record_publication_ground(linlan, workers=[], words=" ", by=officer)

    assert record_publication_ground(linlan, workers=[stranger.pk], words="通知", by=officer) == 0
    own = a_worker(linlan)
    assert record_publication_ground(linlan, workers=[own.pk], words="通知", by=officer) == 1
    assert record_publication_ground(linlan, workers=[own.pk], words="通知", by=officer) == 0


def test_a_stranger_does_not_exist():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    worker = a_worker(yundu)
    with pytest.raises(Worker.DoesNotExist):
        the_worker(worker.pk, viewer=an_officer(linlan))


def test_a_worker_follows_the_unit_through_the_tree():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    plant = Organization.objects.add_child(linlan, instance=Organization(code="plant", name="厂", level="enterprise"))
    worker = a_worker(plant)
    before, after = an_officer(linlan), an_officer(yundu)
    Organization.objects.move(
        Organization.objects.get(pk=plant.pk), Organization.objects.get(pk=yundu.pk), "last-child"
    )
    worker.refresh_from_db()

    assert worker.path == Organization.objects.get(pk=plant.pk).path
    assert [row.pk for row in roster_page(Organization.objects.get(pk=yundu.pk), wanted=Wanted()).workers] == [
        worker.pk
    ]
    assert the_worker(worker.pk, viewer=after) == worker
    with pytest.raises(Worker.DoesNotExist):
        the_worker(worker.pk, viewer=before)


def test_one_person_in_two_rosters_is_found_by_the_identity_number():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    first, second = (a_worker(unit, identity=an_identity()) for unit in (linlan, yundu))
    other = a_worker(linlan)

    assert list(same_people([first.pk, second.pk, other.pk]).values()) == [[first.pk, second.pk]]


def test_a_request_has_fifteen_working_days():
    with clock.stopped_at(datetime(2026, 11, 25, 2, tzinfo=UTC)):
        request = ask_for(a_worker(a_city()), kind=RequestKind.DELETE, words="已退休")

    assert request.due_at.astimezone(UTC).isoformat() == "2026-12-16T15:59:59+00:00"
    assert request.state == "open"


def test_a_request_to_correct_is_checked_when_it_is_made_and_done_when_it_is_granted():
    city = a_city()
    worker, officer = a_worker(city), an_officer(city)
    with pytest.raises(Declined):
        ask_for(worker, kind=RequestKind.CORRECT, fact="skill", wanted="九级")
    request = ask_for(worker, kind=RequestKind.CORRECT, fact="skill", wanted="technician")
    assert open_requests(officer) == [request]
    answer_request(request, decision=Decision.GRANT, answer="", by=officer)
    worker.refresh_from_db()

    assert worker.skill == "technician"
    assert FactChange.objects.get().source == f"people.request:{request.receipt}"
    assert open_requests(officer) == []
    with pytest.raises(PermissionDenied):
        answer_request(request, decision=Decision.GRANT, answer="", by=officer)


def test_a_refusal_gives_its_reason_and_changes_nothing():
    city = a_city()
    worker, officer = a_worker(city), an_officer(city)
    request = ask_for(worker, kind=RequestKind.CORRECT, fact="trade", wanted="焊工")
    with pytest.raises(Declined, match="要说明理由"):
        answer_request(request, decision=Decision.REFUSE, answer=" ", by=officer)
    answer_request(request, decision=Decision.REFUSE, answer="与劳动合同不符", by=officer)
    worker.refresh_from_db()

    assert worker.trade == "" and WorkerRequest.objects.get().answer == "与劳动合同不符"


def test_a_granted_deletion_leaves_a_row_without_a_person():
    city = a_city()
    worker, officer = a_worker(city, identity=an_identity()), an_officer(city)
    issue_link(worker, by=officer)
    record_consent(worker, kind=ConsentKind.PUBLICATION, words="同意")
    correct_fact(worker, fact="phone", value="0731-0000001", by=officer)
    request = ask_for(worker, kind=RequestKind.DELETE, words="我是岑佳禾，已退休")
    number = worker.number
    answer_request(request, decision=Decision.GRANT, answer="", by=officer)
    worker.refresh_from_db()

    assert (worker.standing, worker.name, worker.phone, worker.identity_sealed) == (
        Standing.ERASED,
        "（已删除）",
        "",
        "",
    )
    assert [model.objects.count() for model in (FactChange, Consent, PersonalLink)] == [0, 0, 0]
    assert WorkerRequest.objects.get().words == ""
    assert public_name(worker).is_code
    assert a_worker(city, "闻一川", number=number).pk != worker.pk


def test_what_must_be_kept_by_law_is_no_longer_processed():
    city = a_city()
    worker, officer = a_worker(city), an_officer(city)
    record_consent(worker, kind=ConsentKind.PUBLICATION, words="同意")
    request = ask_for(worker, kind=RequestKind.DELETE)
    answer_request(request, decision=Decision.RESTRICT, answer="获奖档案依法保存", by=officer)
    worker.refresh_from_db()

    assert worker.standing == Standing.RESTRICTED
    assert public_name(worker).is_code
    with pytest.raises(PermissionDenied):
        correct_fact(worker, fact="trade", value="焊工", by=officer)


def test_a_request_is_withdrawn_only_while_it_is_open():
    city = a_city()
    request = ask_for(a_worker(city), kind=RequestKind.DELETE)
    withdraw_request(request)
    request.refresh_from_db()
    with pytest.raises(Declined, match="不能撤回"):
        withdraw_request(request)

    assert Worker.objects.get().standing == Standing.ACTIVE


def test_a_worker_gets_everything_as_json_and_nothing_of_others():
    city = a_city()
    worker = a_worker(city, identity=an_identity())
    a_worker(city, "闻一川")
    data = json.loads(hand_out_own_data(worker))

    assert {row["fact"]: row["value"] for row in data["facts"]}["name"] == "岑佳禾"
    assert "闻一川" not in json.dumps(data, ensure_ascii=False) and an_identity() not in json.dumps(data)
    assert set(data) == set(own_data(worker))


def test_a_departure_is_noted_and_not_before_its_day():
    city = a_city()
    worker, officer = a_worker(city), an_officer(city)
    with pytest.raises(Declined, match="还没有到"):
        note_departure(worker, on=clock.today() + timedelta(days=1), by=officer)
    note_departure(worker, on=clock.today(), by=officer)
    worker.refresh_from_db()

    assert (worker.standing, worker.left_on) == (Standing.LEFT, clock.today())


def test_the_facts_of_a_unit_carry_source_and_date_and_the_latest_counts():
    city = a_city()
    officer = an_officer(city, "zhang")
    state_unit_fact(city, fact="industry", value="造船", by=officer)
    state_unit_fact(city, fact="industry", value="装备制造", by=officer)

    assert (unit_facts(city)["industry"].value, unit_facts(city)["industry"].source) == ("装备制造", "user:zhang")
    with pytest.raises(Declined):
        state_unit_fact(city, fact="colour", value="蓝", by=officer)


def test_the_audit_trail_names_no_worker():
    city = a_city()
    worker, officer = a_worker(city, identity=an_identity()), an_officer(city)
    correct_fact(worker, fact="name", value="岑嘉禾", by=officer)
    reveal_identity(worker, reason="核对", by=officer)
    answer_request(ask_for(worker, kind=RequestKind.DELETE), decision=Decision.GRANT, answer="", by=officer)
    said = " ".join(f"{row.subject} {row.detail}" for row in AuditRow.objects.all())

    assert "岑佳禾" not in said and "岑嘉禾" not in said and an_identity() not in said


def test_a_request_that_is_due_reminds_the_nearest_officers_once_and_again_when_late():
    city = a_city()
    officer, boss = an_officer(city), an_officer(a_federation())
    request = ask_for(a_worker(a_unit(city)), kind=RequestKind.DELETE, words="已退休")
    Post.objects.filter(organization__code="linlan-heavy").delete()
    assert remind_of_requests() == 0
    with clock.stopped_at(request.due_at - timedelta(days=2)):
        assert remind_of_requests() == remind_of_requests() == 1
    with clock.stopped_at(request.due_at + timedelta(hours=1)):
        remind_of_requests()

    told = list(Notice.objects.filter(kind="worker_request").order_by("pk").values_list("to__username", "subject"))
    assert [name for name, _ in told] == [officer.username] * 2
    assert "三天内到期" in told[0][1] and "已过答复期限" in told[1][1] and request.receipt in told[0][1]
    assert not Notice.objects.filter(to=boss).exists()
