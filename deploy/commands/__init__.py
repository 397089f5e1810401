"""The four commands, each run in the virtual environment after `deploy/ready.py` has made it."""
