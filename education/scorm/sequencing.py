"""What a manifest says of how an activity runs: limits, thresholds, what the player hides, simple sequencing.

Sources: SCORM 1.2 CAM 2.3.5; SCORM 2004 CAM 3.4 and SN (IMS Simple Sequencing). Rules and rollup are kept as the
manifest has them; `tree` and `menu` follow them.
"""

from typing import Any
from xml.etree.ElementTree import Element

from .markup import attribute, child, children, local, words

MOST_DATA = 64_000  # letters of data_from_lms: the standards ask for 255 and 4,000
MOST_MAPS = 200
MOST_RULES = 400  # elements of sequencing kept of one activity
PARTS = ("controlMode", "limitConditions", "deliveryControls", "constrainedChoiceConsiderations")
FLAT = {name.lower(): name for name in PARTS}
TREES = {name.lower(): name for name in ("sequencingRules", "rollupRules", "randomizationControls")}


def collection(manifest: Element) -> dict[str, Element]:
    """The shared sequencing of a manifest by its ID."""
    shared = child(manifest, "sequencingcollection")
    return {attribute(one, "ID"): one for one in children(shared, "sequencing") if attribute(one, "ID")}


def of_item(item: Element, shared: dict[str, Element]) -> dict[str, Any]:
    """`extra` of an item, only what is said: prerequisites, time_limit_action, completion_threshold,
    min_progress_measure, completed_by_measure, hide (list of the player's controls), sequencing.
    """
    said: dict[str, Any] = {
        "prerequisites": words(child(item, "prerequisites"), 1000),
        "time_limit_action": words(child(item, "timelimitaction"), 50),
        "hide": _hidden(item),
        "sequencing": sequencing_of(item, shared),
    }
    threshold = child(item, "completionthreshold")
    if threshold is not None:
        said["completion_threshold"] = words(threshold, 20)  # 3rd edition and older
        said["min_progress_measure"] = attribute(threshold, "minProgressMeasure")[:20]
        said["completed_by_measure"] = attribute(threshold, "completedByMeasure").lower() in {"true", "1"}
    return {name: value for name, value in said.items() if value}


def data_of(item: Element) -> str:
    """data_from_lms, as it is written: spaces count."""
    data = child(item, "datafromlms")
    return "" if data is None else (data.text or "")[:MOST_DATA]


def max_time_of(item: Element, sequencing: dict[str, Any]) -> str:
    old = words(child(item, "maxtimeallowed"), 50)
    limits = sequencing.get("limitConditions", {})
    return old or str(limits.get("attemptAbsoluteDurationLimit", ""))[:50]


def measure_of(sequencing: dict[str, Any]) -> str:
    """minNormalizedMeasure of the primary objective that is satisfied by measure, or ""."""
    primary = sequencing.get("primaryObjective", {})
    by_measure = str(primary.get("satisfiedByMeasure", "")).lower() in {"true", "1"}
    return str(primary.get("minNormalizedMeasure", "1.0")) if by_measure else ""


def sequencing_of(item: Element, shared: dict[str, Element]) -> dict[str, Any]:
    """Flat parts of <imsss:sequencing>: controlMode, limitConditions, deliveryControls, primaryObjective as attributes,
    `objectives` as their IDs, `maps` of them, rules as trees. An IDRef brings what the item itself does not say.
    """
    own = child(item, "sequencing")
    if own is None:
        return {}
    found: dict[str, Any] = {}
    for source in (own, shared.get(attribute(own, "IDRef"))):
        for part in source if source is not None else ():
            name = local(part)
            if name == "objectives":
                _maps(found, part)
                _objectives(found, part)
            elif name in FLAT:
                found.setdefault(FLAT[name], dict(_attributes(part)))
            elif name in TREES:
                found.setdefault(TREES[name], _tree(part, [MOST_RULES]))
    found.pop("more", None)
    return found


def _maps(found: dict[str, Any], part: Element) -> None:
    """What an activity's objectives write for others to read; the 4th edition has a second part that says more."""
    is_more = "adlseq" in str(part.tag)
    if ("more" if is_more else "objectives") in found:  # an item's own before what its IDRef brings
        return
    if is_more:
        found["more"] = True
    held = found.setdefault("maps", [])
    for one in list(part)[:100]:
        for said in children(one, "mapinfo"):
            target = attribute(said, "targetObjectiveID")[:1000]
            if target and len(held) < MOST_MAPS:
                more = {name: value for name, value in _attributes(said) if name.startswith(("read", "write"))}
                held.append({"objective": attribute(one, "objectiveID")[:1000], "target": target} | more)


def _objectives(found: dict[str, Any], part: Element) -> None:
    if "objectives" in found or "adlseq" in str(part.tag):
        return
    found["objectives"] = []
    for one in list(part)[:100]:
        said = dict(_attributes(one))
        measure = words(child(one, "minnormalizedmeasure"), 20)
        if measure:
            said["minNormalizedMeasure"] = measure
        if local(one) == "primaryobjective":
            found.setdefault("primaryObjective", said)
        if said.get("objectiveID"):
            found["objectives"].append(said["objectiveID"])


def _attributes(element: Element) -> list[tuple[str, str]]:
    return [(key.rpartition("}")[2], value.strip()[:1000]) for key, value in list(element.items())[:30]]


def _tree(element: Element, left: list[int]) -> dict[str, Any]:
    """{"name", "said": attributes, "has": children}; `left` bounds the elements."""
    left[0] -= 1
    has = [_tree(one, left) for one in element if left[0] > 0]
    return {"name": str(element.tag).rpartition("}")[2], "said": dict(_attributes(element)), "has": has}


def _hidden(item: Element) -> list[str]:
    interface = child(item, "presentation", "navigationinterface")
    return [hidden for one in children(interface, "hidelmsui") if (hidden := words(one, 30))][:20]


def threshold_of(extra: dict[str, Any]) -> float | None:
    """How much of an activity, 0 to 1, makes it complete, when the manifest says that this is what decides."""
    if extra.get("completed_by_measure"):
        return _share(extra.get("min_progress_measure") or "1.0")
    return _share(extra.get("completion_threshold", ""))


def _share(said: str) -> float | None:
    try:
        found = float(said)
    except ValueError:
        return None
    return found if 0.0 <= found <= 1.0 else None
