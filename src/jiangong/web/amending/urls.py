"""Addresses of the decisions that change a result."""

from django.urls import path

from jiangong.web.amending import signing, views

EVENT = "desk/competitions/<slug:competition>/<str:event>/amend/"

patterns = [
    path(EVENT, views.choose, name="amend"),
    path(EVENT + "late/", views.late_mark, name="amend_late"),
    path(EVENT + "state/", views.state, name="amend_state"),
    path(EVENT + "rules/", views.rules, name="amend_rules"),
    path(EVENT + "evidence/", views.evidence, name="amend_evidence"),
    path(EVENT + "sign/", signing.sign, name="sign_amendment"),
    path(EVENT + "<int:number>/", views.amendment, name="amendment"),
    path(EVENT + "<int:number>/reverse/", views.reverse_amendment, name="reverse_amendment"),
]
