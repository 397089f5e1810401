"""The web application; DJANGO_SETTINGS_MODULE names the role. It refuses to start with unsafe settings."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings.prison")
application = get_wsgi_application()

from deploy.checks import refuse_unsafe_settings  # noqa: E402  (needs the apps that the line above loads)

refuse_unsafe_settings()
