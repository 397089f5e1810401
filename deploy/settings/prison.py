"""A prison's instance: its own people, its own staff, on its own estate."""

from .base import *
from .base import ALLOWED_HOSTS, CONTENT_HOST, MIDDLEWARE, env

ROLE_URLS = "prison"
ROOT_URLCONF = "deploy.urls.prison"
PRINTS = True
LOGIN_URL = "/staff/sign-in/"
CENTRAL_URL = env.str("THROUGHGATE_CENTRAL_URL", default="")
LINE_KBITS = env.int("THROUGHGATE_LINE_KBITS", default=0)  # kilobits a second that the courier takes; 0: all
BULK_HOURS = env.str("THROUGHGATE_BULK_HOURS", default="")  # "20:00-06:00"; "": always
CENTRAL_NODE_FILE = env.str("THROUGHGATE_CENTRAL_NODE", default="")  # central's public keys, pinned at set-up

# Course packages run on hosts of their own. Nothing of the portal may be looked at there: no asset, session or page.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, f".{CONTENT_HOST}"]
_first = MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")
MIDDLEWARE = [*MIDDLEWARE[:_first], "education.views.content.ContentHost", *MIDDLEWARE[_first:]]
