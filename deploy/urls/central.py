from django.urls import URLPattern, URLResolver

from .shared import urlpatterns as shared

urlpatterns: list[URLPattern | URLResolver] = [*shared]
