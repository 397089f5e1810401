"""Contacts and their vetting, for staff; the approved list."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
