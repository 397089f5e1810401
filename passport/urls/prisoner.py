"""The person, in the cell."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
