"""Course packages from outside: a zip and its manifest (SCORM 1.2, SCORM 2004), read as if written by an enemy.

`read` looks at everything that can be seen without unpacking; `unpack` writes the files below a folder, and the shelf
(`incoming`, `sweep`) sees to it that a package lies there whole or not at all.
Whatever is wrong with a package comes out as `NotAPackage`, which names the file and the fault.
"""

from .archive import unpack
from .faults import REASONS, NotAPackage, Note, printable
from .limits import LIMITS, Limits
from .manifest import Edition, Item, Kind, Manifest
from .package import Contents, read
from .shelf import Place, incoming, sweep

__all__ = [
    "LIMITS",
    "REASONS",
    "Contents",
    "Edition",
    "Item",
    "Kind",
    "Limits",
    "Manifest",
    "NotAPackage",
    "Note",
    "Place",
    "incoming",
    "printable",
    "read",
    "sweep",
    "unpack",
]
