"""Data whose time is over is listed, and deleted when somebody says so; keys are renewed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.secrecy import keyring, new_key
from jiangong.organizations.people import vault
from jiangong.organizations.people.enums import KeptData, RequestKind, Standing
from jiangong.organizations.people.models import FactChange, PersonalLink, Roster, RosterRow, Worker, WorkerRequest
from jiangong.organizations.people.selectors import last_run, retention_plan
from jiangong.organizations.people.selectors.keys import is_key_renewed
from jiangong.organizations.people.services import (
    apply_retention,
    ask_for,
    begin_export,
    check_roster,
    correct_fact,
    issue_link,
    note_departure,
    receive_roster,
    reseal_identities,
    reveal_identity,
    set_retention,
    withdraw_request,
    write_export,
)
from jiangong.organizations.people.services import keys as renewing
from tests.factories import a_city, a_federation, a_worker, an_identity, an_imported_roster, an_officer

pytestmark = pytest.mark.django_db


def due() -> dict[str, int]:
    return {kept.kind.value: kept.due_count for kept in retention_plan() if kept.due_count}


def after(days: int):
    return clock.stopped_at(clock.now() + timedelta(days=days))


def test_a_dry_run_lists_and_deletes_nothing_and_the_real_one_deletes_what_it_listed():
    city = a_city()
    officer = an_officer(city)
    worker, stays = a_worker(city, identity=an_identity()), a_worker(city, "闻一川")
    correct_fact(worker, fact="phone", value="0731-0000001", by=officer)
    issue_link(stays, by=officer)
    withdraw_request(ask_for(stays, kind=RequestKind.DELETE, words="说错了"))
    export = begin_export(city, suffix=".csv", reason="核对", by=officer)
    write_export(export)
    note_departure(worker, on=clock.today(), by=officer)
    with after(200):
        assert due() == {"identity": 1, "roster": 2, "export": 1, "link": 1}
        assert Worker.objects.get(pk=worker.pk).phone == "0731-0000001"
        assert {kind: count for kind, count in apply_retention().items() if count} == {
            "identity": 1, "roster": 2, "export": 1, "link": 1,
        }  # fmt: skip
        assert due() == {}
    worker.refresh_from_db()
    assert (worker.name, worker.phone, worker.identity_digest) == ("岑佳禾", "", "")
    assert (PersonalLink.objects.count(), RosterRow.objects.count()) == (0, 0)
    assert set(Roster.objects.values_list("file_key", flat=True)) == {""}

    with after(1100):
        assert due() == {"leaver": 1, "request": 1, "change": 1}
        apply_retention()
        assert due() == {}
        assert (last_run().count, last_run().is_late) == (2, False)
    with after(1103):
        assert last_run().is_late
    worker.refresh_from_db()
    assert worker.standing == Standing.ERASED
    assert (FactChange.objects.count(), WorkerRequest.objects.get().words) == (0, "")


def test_the_federation_sets_how_long_with_a_reason():
    city = a_city()
    officer = an_officer(a_federation())
    set_retention(KeptData.LINK, days=400, reason="年度竞赛跨年", by=officer)
    found = {kept.kind: (kept.days, kept.reason) for kept in retention_plan()}

    assert found[KeptData.LINK] == (400, "年度竞赛跨年")
    with pytest.raises(Declined, match="天数"):
        set_retention(KeptData.LINK, days=0, reason="x", by=officer)
    with pytest.raises(PermissionDenied):
        set_retention(KeptData.LINK, days=1, reason="x", by=an_officer(city))


@pytest.mark.parametrize("provider", ["aes", "sm"])
def test_a_new_key_seals_everything_anew_and_a_broken_run_goes_on(settings, monkeypatch, provider):
    city = a_city()
    officer = an_officer(city)
    workers = [a_worker(city, identity=an_identity(order=n)) for n in (2, 4, 6)]
    roster = receive_roster(city, name="r.csv", data=b"x", by=officer)
    settings.DATA_KEYS = [new_key("k2", provider).written(), *settings.DATA_KEYS]
    assert not is_key_renewed()
    waiting = receive_roster(city, name="r.csv", data="工号,姓名\nA1,甲\n".encode(), by=officer)
    with pytest.raises(Declined, match="密钥正在更换"):
        check_roster(waiting)

    monkeypatch.setattr(renewing, "BATCH", 1)
    with pytest.raises(RuntimeError):
        reseal_identities(progress=stop_at_two)
    assert not is_key_renewed()
    assert reseal_identities() == 1
    assert is_key_renewed() and reseal_identities() == 0

    settings.DATA_KEYS = settings.DATA_KEYS[:1]
    for worker, order in zip(workers, (2, 4, 6), strict=True):
        worker.refresh_from_db()
        assert worker.identity_sealed.startswith(f"{provider}:k2:")
        assert reveal_identity(worker, reason="核对", by=officer) == an_identity(order=order)
        assert worker.identity_digest == keyring().digest(an_identity(order=order))
    roster.refresh_from_db()
    assert vault.brought_out(roster.file_key) == b"x"


def stop_at_two(done: int, total: int) -> None:
    if done == 2:
        raise RuntimeError("the power went")


def test_people_are_known_again_after_the_key_was_renewed(settings):
    city = a_city()
    text = f"姓名,身份证号\n甲,{an_identity()}\n"
    an_imported_roster(city, text)
    settings.DATA_KEYS = [new_key("k2", "sm").written(), *settings.DATA_KEYS]
    reseal_identities()
    officer = an_officer(city)
    again = receive_roster(city, name="r.csv", data=text.encode(), by=officer, identity_basis="同意")
    counts = check_roster(again)

    assert counts is not None and (counts.added, counts.changed, counts.same) == (0, 0, 1)
