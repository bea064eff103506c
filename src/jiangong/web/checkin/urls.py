"""Addresses of the check-in desk, the chain and rehearsals."""

from django.urls import path

from jiangong.web.checkin import chain, desk, rehearsals

EVENT = "competitions/<slug:competition>/<str:event>/"
DESK = f"desk/{EVENT}check-in/"
CHAIN = f"desk/{EVENT}chain/"
REHEARSALS = f"desk/{EVENT}rehearsals/"

patterns = [
    path(EVENT + "blind/", chain.fingerprints, name="blind_fingerprints"),
    path(DESK, desk.check_in, name="check_in"),
    path(DESK + "rest/", desk.rest, name="check_in_rest"),
    path(DESK + "sheet/", desk.sheet, name="check_in_sheet"),
    path(DESK + "<int:pk>/swap/", desk.swap, name="swap_entrant"),
    path(DESK + "<int:pk>/note/<slug:state>/", desk.note, name="note_arrival"),
    path(CHAIN, chain.chain, name="chain"),
    path(CHAIN + "settings/", chain.settings, name="chain_settings"),
    path(CHAIN + "start-over/", chain.start_over, name="start_over"),
    path(CHAIN + "<int:number>/keeper/", chain.keeper, name="change_keeper"),
    path(CHAIN + "<int:number>/freeze/", chain.freeze, name="freeze_layer"),
    path(CHAIN + "<int:number>/draw/", chain.draw, name="draw_layer"),
    path(CHAIN + "<int:number>/lots/", chain.lots, name="lots"),
    path(CHAIN + "<int:number>/open/", chain.open_layer, name="open_layer"),
    path(REHEARSALS, rehearsals.rehearsals, name="rehearsals"),
    path(REHEARSALS + "discard/", rehearsals.discard, name="discard_rehearsal"),
]
