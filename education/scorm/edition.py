"""Which edition of SCORM a manifest is written for."""

from enum import StrEnum
from xml.etree.ElementTree import Element

from .markup import child, words


class Edition(StrEnum):
    SCORM_1_2 = "1.2"
    SCORM_2004_2 = "2004-2"
    SCORM_2004_3 = "2004-3"
    SCORM_2004_4 = "2004-4"


def edition_of(root: Element) -> Edition:
    """By what the metadata says, else by the namespaces; without either it is read as SCORM 1.2."""
    version = words(child(root, "metadata", "schemaversion"), 60).lower()
    if "4th" in version:
        return Edition.SCORM_2004_4
    if "3rd" in version:
        return Edition.SCORM_2004_3
    if version in {"cam 1.3", "1.3"} or "2nd" in version:
        return Edition.SCORM_2004_2
    if version.endswith("1.2"):
        return Edition.SCORM_1_2
    spaces = {str(one.tag)[1:].partition("}")[0] for one in root.iter()}
    spaces |= {key[1:].partition("}")[0] for one in root.iter() for key, _ in one.items() if key.startswith("{")}
    newer = "2004" in version or any("adlcp_v1p3" in space or "imsss" in space for space in spaces)
    return Edition.SCORM_2004_3 if newer else Edition.SCORM_1_2
