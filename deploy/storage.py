"""Where the built browser files are served from: named by their content, so that a terminal asks for each only once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedAssets(CompressedManifestStaticFilesStorage):
    """As WhiteNoise has it, and a script's `import … from "./other.js"` is rewritten to the hashed name too."""

    support_js_module_import_aggregation = True
