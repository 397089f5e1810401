#!/usr/bin/env python
"""Run a command of one instance; DJANGO_SETTINGS_MODULE names which (default: the prison)."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings.prison")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
