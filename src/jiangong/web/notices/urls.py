"""Addresses of the notices and the suggestion box."""

from django.urls import path

from jiangong.web.notices import notices, suggestions

patterns = [
    path("desk/notices/", notices.notices, name="notices"),
    path("desk/suggestions/", suggestions.suggestions, name="suggestions"),
    path("desk/suggestions/<str:receipt>/", suggestions.suggestion, name="suggestion"),
    path("suggestions/new/", suggestions.leave, name="leave_suggestion"),
    path("suggestions/answer/", suggestions.answered, name="suggestion_answer"),
]
