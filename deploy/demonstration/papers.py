"""A document that staff add, for whoever looks at its pages."""

from io import BytesIO

from PIL import Image, ImageDraw

from .journey import Journey


def papers_to_show(journey: Journey) -> None:
    """Staff add a scanned birth certificate, which is nobody's."""
    journey.staff.speak("en")
    page = journey.staff.go(f"{journey.person_path}documents/new/")
    scan = {"name": "scan.png", "mimeType": "image/png", "buffer": _scan()}
    page.get_by_label("The file").set_input_files(scan)  # type: ignore[arg-type]
    page.get_by_label("What is it?").select_option("BIRTH_CERTIFICATE")
    page.get_by_label("Words on it").fill("Copy for the bank")
    journey.staff.press("Add the document")
    journey.staff.see("The document is added")


def _scan() -> bytes:
    picture = Image.new("RGB", (620, 877), "#fbf8ee")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((30, 30, 590, 847), outline="#7a5230", width=4)
    for line in range(12):
        pen.rectangle((80, 200 + 45 * line, 540 - 60 * (line % 3), 212 + 45 * line), fill="#8a8a8a")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
