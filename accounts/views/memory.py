"""Pages whose files never lie on the disk as they were sent: deploy.uploads keeps them in memory."""

from accounts.views.door import View


def in_memory(view: View) -> View:
    """Mark a view, below its door."""
    view.in_memory = True  # type: ignore[attr-defined]
    return view
