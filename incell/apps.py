from django.apps import AppConfig


class IncellConfig(AppConfig):
    name = "incell"
