"""Files of a package: found below its folder and nowhere else, with their type, whole or in pieces."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

CHUNK = 64 * 1024
PIECE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
# Of our own, since a machine's list differs from the next one's. HTML without a charset: a package says its own.
TYPES = {
    "html": "text/html", "htm": "text/html", "xhtml": "application/xhtml+xml", "js": "text/javascript",
    "mjs": "text/javascript", "css": "text/css", "json": "application/json", "xml": "text/xml", "xsd": "text/xml",
    "dtd": "application/xml-dtd", "txt": "text/plain", "csv": "text/csv", "vtt": "text/vtt", "srt": "text/plain",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml",
    "webp": "image/webp", "avif": "image/avif", "bmp": "image/bmp", "ico": "image/x-icon", "cur": "image/x-icon",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "ogg": "audio/ogg", "oga": "audio/ogg",
    "opus": "audio/ogg", "wav": "audio/wav", "weba": "audio/webm", "flac": "audio/flac", "mp4": "video/mp4",
    "m4v": "video/mp4", "webm": "video/webm", "ogv": "video/ogg", "mov": "video/quicktime", "woff": "font/woff",
    "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf", "eot": "application/vnd.ms-fontobject",
    "pdf": "application/pdf", "wasm": "application/wasm", "map": "application/json", "swf": "application/octet-stream",
}  # fmt: skip


def find(folder: Path, path: str) -> Path | None:
    """The file at `path` below the folder, letter by letter, else as a machine that knows no capitals would find it.

    None for anything that is no plain file there: links, folders, ways out, names that no package has.
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\x00" in part or "\\" in part or ":" in part for part in parts):
        return None
    at = folder
    for part in parts:
        nearer = at / part
        if not _is_there(nearer):
            same = [one for one in _names(at) if one.casefold() == part.casefold()]
            if not same:
                return None
            nearer = at / sorted(same)[0]
        at = nearer
        if at.is_symlink():
            return None
    return at if at.is_file() else None


def _is_there(path: Path) -> bool:
    try:
        return stat.S_IFMT(path.lstat().st_mode) in (stat.S_IFREG, stat.S_IFDIR)
    except (OSError, ValueError):
        return False


def _names(folder: Path) -> list[str]:
    try:
        return [one.name for one in folder.iterdir()]
    except OSError:
        return []


def serve(path: Path, asked: str) -> HttpResponseBase:
    """The file, or one piece of it: 206 for a range, 416 for one that it doesn't have; several ranges get it whole."""
    size = path.stat().st_size
    kind = TYPES.get(path.suffix.removeprefix(".").lower(), "application/octet-stream")
    piece = PIECE.fullmatch(asked.strip()) if asked else None
    if piece is None or piece.groups() == ("", ""):
        response: HttpResponseBase = FileResponse(path.open("rb"), content_type=kind)
    else:
        first, last = _bounds(piece, size)
        if first > last or first >= size:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        response = StreamingHttpResponse(_read(path, first, last - first + 1), status=206, content_type=kind)
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _bounds(piece: re.Match[str], size: int) -> tuple[int, int]:
    first, last = piece.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (1, 0)
    return int(first), min(int(last), size - 1) if last else size - 1


def _read(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while length and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
