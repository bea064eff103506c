"""Addresses of boards, keys, public data and exports."""

from django.urls import path

from jiangong.web.boards import exports, freezing, keys, live, open_data, reveals

EVENT = "competitions/<slug:competition>/<str:event>/"
PUBLICATION = EVENT + "standings/<int:number>/"
DESK = "desk/" + EVENT + "board/"
DATA = "data/1/"
DATA_EVENT = DATA + EVENT

patterns = [
    path(EVENT + "live/", live.live, name="live"),
    path(PUBLICATION + "exports/", exports.exports, name="exports"),
    path(PUBLICATION + "ceremony.<slug:kind>", exports.ceremony, name="ceremony"),
    path(PUBLICATION + "contest-package.zip", exports.package, name="contest_package"),
    path(PUBLICATION + "scoreboard.json", exports.scoreboard_json, name="scoreboard_json"),
    path("boards/<str:name>", live.board_file, name="board_file"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:number>.pem", keys.key_file, name="key_file"),
    path("data/", open_data.about, name="open_data"),
    path(DATA + "competitions/", open_data.all_competitions, name="data_competitions"),
    path(DATA + "competitions/<slug:competition>/", open_data.one_competition, name="data_competition"),
    path(DATA_EVENT + "standings/", open_data.standings, name="data_standings"),
    path(DATA_EVENT + "standings/<int:number>/", open_data.standings, name="data_publication"),
    path(DATA_EVENT + "entries/<str:entry>/", open_data.one_entry, name="data_entry"),
    path(DATA + "keys/", open_data.keys, name="data_keys"),
    path(DESK, freezing.board, name="board"),
    path(DESK + "lift/", freezing.lift, name="lift_freeze"),
    path(DESK + "reveals/<int:number>/", reveals.screen, name="screen"),
    path(DESK + "reveals/<int:number>/file/", freezing.take_along, name="take_along"),
]
