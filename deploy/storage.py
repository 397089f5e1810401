"""Where the built browser files are served from: named by their content, so that a terminal asks for each only once."""

from functools import lru_cache
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedAssets(CompressedManifestStaticFilesStorage):
    """As WhiteNoise has it, and a script's `import … from "./other.js"` is rewritten to the hashed name too."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._url_once = lru_cache(maxsize=256)(super().url)

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file, worked out once a process: a page names about twenty."""
        return self._url_once(name, force)
