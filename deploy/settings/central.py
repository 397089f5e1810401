"""The central instance: ciphertext, signed heads, agreements, agencies. It holds no key that opens a section."""

from .base import *

ROLE_URLS = "central"
ROOT_URLCONF = "deploy.urls.central"
LOGIN_URL = "/agency/sign-in/"
