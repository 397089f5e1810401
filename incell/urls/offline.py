"""What is written while there is no Wi-Fi."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
