"""The site as a WSGI application, for granian or another server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.config.settings")
application = get_wsgi_application()
