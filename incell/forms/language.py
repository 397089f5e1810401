"""Which language words were written in: staff write as they like, and nobody is asked to say it."""

import re

# Small words that stand in most sentences of the one language and are no word of the other.
_ENGLISH = re.compile(
    r"\b(?:the|you|your|is|are|and|to|of|we|it|will|have|has|not|for|in|on|be|this|that|with|please|from|was|were|our"
    r"|us|they|he|she|if|there|here|my|yes|his|her|them|what|when|who|an|but|must|should|cannot)\b"
)
_WELSH = re.compile(
    r"\b(?:y|yr|yn|mae|ac|eich|chi|wedi|gan|gyda|bydd|byddwn|nid|ni|ei|eu|fe|rydym|gallwch|cewch|dydd|ddydd|â|hwn|hyn"
    r"|ond|oes|sydd|ydy|yw|rhaid|nawr|gofynnwch|ddim|i’ch|i’m|i’r|o’r|a’r|o’ch|ar|diolch|dewch|os|fy|ein|maen|roedd"
    r"|iawn)\b"
)


def language_of(words: str) -> str:
    """ "en", "cy", or "" where the words say too little to tell. Pure."""
    said = words.lower().replace("'", "’")
    english, welsh = len(_ENGLISH.findall(said)), len(_WELSH.findall(said))
    return "" if english == welsh else "en" if english > welsh else "cy"


def other_language(words: str, read_in: str) -> str:
    """The language of the words where their reader reads in another, else "". Pure."""
    found = language_of(words)
    return found if found != read_in[:2] else ""
