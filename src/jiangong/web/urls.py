"""Addresses of the site. English words in paths, so that an address can be read aloud and typed on any keyboard."""

from django.urls import URLPattern, URLResolver, path

from jiangong.web.account.urls import patterns as account
from jiangong.web.amending.urls import patterns as amending
from jiangong.web.analysis.urls import patterns as analysis
from jiangong.web.appealing.urls import patterns as appealing
from jiangong.web.applications.urls import patterns as applications
from jiangong.web.boards.urls import patterns as boards
from jiangong.web.bodies.urls import patterns as bodies
from jiangong.web.checkin.urls import patterns as checkin
from jiangong.web.draws.urls import patterns as draws
from jiangong.web.entering.urls import patterns as entering
from jiangong.web.errors import bad_request, forbidden, not_found, server_error
from jiangong.web.firming.urls import patterns as firming
from jiangong.web.marking.urls import patterns as marking
from jiangong.web.notices.urls import patterns as notices
from jiangong.web.officer.urls import patterns as officer
from jiangong.web.panels.urls import patterns as panels
from jiangong.web.people.urls import patterns as people
from jiangong.web.preferences import set_preference
from jiangong.web.programmes.urls import patterns as programmes
from jiangong.web.promoting.urls import patterns as promoting
from jiangong.web.public.urls import patterns as public
from jiangong.web.rulebooks.urls import patterns as rulebooks
from jiangong.web.schedule.urls import patterns as schedule
from jiangong.web.trail.urls import patterns as trail

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    *public,
    *account,
    *firming,
    *officer,
    *amending,
    *promoting,
    *appealing,
    *bodies,
    *notices,
    *people,
    *programmes,
    *applications,
    *entering,
    *draws,
    *schedule,
    *rulebooks,
    *analysis,
    *marking,
    *panels,
    *checkin,
    *boards,
    *trail,
    path("preferences/<slug:name>/<slug:value>/", set_preference, name="preference"),
]

handler400 = bad_request
handler403 = forbidden
handler404 = not_found
handler500 = server_error
