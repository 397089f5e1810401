"""The child that reads a stranger's file: see examining.py."""

import sys

from .examining import in_the_child

sys.exit(in_the_child(int(sys.argv[1])))
