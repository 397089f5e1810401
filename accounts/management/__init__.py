from django.core.management.base import BaseCommand


class OwnCommand(BaseCommand):
    """A command of ours. It loads no urls and no templates to check them, which would double its start.

    `manage.py check`, the tests and the web server's own start look at those.
    """

    requires_system_checks: list[str] = []
