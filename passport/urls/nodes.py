"""Other nodes, at central."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
