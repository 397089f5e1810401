"""Staff, at the prison."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
