from django.apps import AppConfig


class DeployConfig(AppConfig):
    """The composition root as an app: it brings the system checks and the commands that know the role."""

    name = "deploy"

    def ready(self) -> None:
        from . import checks

        checks.register()
