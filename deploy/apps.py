from django.apps import AppConfig


class DeployConfig(AppConfig):
    """The composition root as an app: it brings the system checks and the commands that know the role."""

    name = "deploy"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        from . import celery, checks  # noqa: F401 (tells `send_task` of the broker)

        checks.register()
        autodiscover_modules("tasks")  # so that the courier and workers know every task by its name
