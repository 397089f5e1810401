"""A file answered whole or in part: who jumps to the middle of a sound gets the middle."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
CHUNK = 64 * 1024  # bytes


def answered(request: HttpRequest, path: Path, *, content_type: str, mark: str) -> HttpResponse:
    """The file, or the one part that the request asks for (RFC 9110, section 14); several parts get all of it.

    mark     what changes when the bytes do. Raises FileNotFoundError. Queries: none.
    """
    stream, tag = path.open("rb"), f'"{mark}"'
    size = path.stat().st_size
    asked = ONE.fullmatch(request.headers.get("Range", "").strip()) if request.method == "GET" else None
    if asked and request.headers.get("If-Range", tag) == tag and any(asked.groups()):
        response = _part(stream, size, asked[1], asked[2])
    else:
        response = cast(HttpResponse, FileResponse(stream))  # a door's view answers with either
    response["Content-Type"], response["Accept-Ranges"], response["ETag"] = content_type, "bytes", tag
    return response


def _part(stream: BinaryIO, size: int, first: str, last: str) -> HttpResponse:
    begin = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if begin > end or (not first and not int(last)):
        stream.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    stream.seek(begin)
    response = StreamingHttpResponse(_chunks(stream, end - begin + 1), status=206)
    response["Content-Range"], response["Content-Length"] = f"bytes {begin}-{end}/{size}", str(end - begin + 1)
    return cast(HttpResponse, response)


def _chunks(stream: BinaryIO, left: int) -> Iterator[bytes]:
    with stream:
        while left and (read := stream.read(min(CHUNK, left))):
            left -= len(read)
            yield read
