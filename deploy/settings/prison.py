"""A prison's instance: its own people, its own staff, on its own estate."""

from .base import *
from .base import env

ROLE_URLS = "prison"
ROOT_URLCONF = "deploy.urls.prison"
LOGIN_URL = "/staff/sign-in/"
CENTRAL_URL = env.str("THROUGHGATE_CENTRAL_URL", default="")
CENTRAL_NODE_FILE = env.str("THROUGHGATE_CENTRAL_NODE", default="")  # central's public keys, pinned at set-up
