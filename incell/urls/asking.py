"""A person's own requests, in the cell."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
