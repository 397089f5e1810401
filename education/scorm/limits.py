"""How much a package may hold. The largest that were seen in use have some 9,000 files and 300 MiB."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes. Deflate can pack a thousandfold; what people make packs to a tenth, silence to a hundredth."""

    zip_bytes: int = 600 * MIB
    bytes: int = 1500 * MIB  # of all files, unpacked
    file_bytes: int = 600 * MIB
    files: int = 20_000
    ratio: int = 200  # unpacked to packed, of one file above `small`
    ratio_of_all: int = 100  # of all files together, when they are above `small`
    small: int = MIB
    manifest_bytes: int = 10 * MIB
    path: int = 400  # letters of a file's path
    depth: int = 32  # folders in folders
    items: int = 2_000  # lines of the menu
    rules: int = 4 * MIB  # letters of what is kept of all activities' rules: many may name the same
    looks: int = 300_000  # that their rules make of one opening of the menu (effort): a second
    named: int = 20_000  # files of the manifest that are looked for in the package
    item_depth: int = 16
    elements: int = 200_000  # of the manifest
    element_depth: int = 64


LIMITS = Limits()
