"""The engine stands alone."""

import subprocess
import sys


def test_it_loads_no_django():
    code = "import sys, incell.questions; incell.questions.built_in(); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
