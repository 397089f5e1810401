"""Requests, for the teams that answer them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
