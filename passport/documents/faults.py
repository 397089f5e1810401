"""What can be wrong with a file that somebody sends in. The code is for pages, which say it and its mend."""

# code → English for logs and terminals; passport.forms.documents has the page's words and their Welsh.
REASONS = {
    "empty": "the file is empty",
    "too_big": "the file has more than 10 MB",
    "too_big_after": "the file has more than 10 MB once it is made safe",
    "kind": "this is no PDF, Word document (DOCX), JPEG or PNG",
    "old_word": "this is a Word document of the old kind (DOC)",
    "photo_kind": "this is a picture of another kind",
    "damaged": "the file is damaged or cut off",
    "two_in_one": "the file is two kinds of file at once",
    "encrypted": "the file is locked with a password",
    "script": "the file holds a program (JavaScript or a macro)",
    "launch": "the file starts or opens something outside it",
    "embedded": "the file holds another file",
    "form": "the file is a form that fills or sends itself (XFA)",
    "media": "the file holds sound, film or 3D",
    "template": "the file fetches a template from elsewhere",
    "outside": "the file fetches something from elsewhere when it is opened",
    "too_many_pages": "the file has more than 500 pages",
    "too_many_pixels": "the picture is larger than 50 million points",
    "too_much_work": "reading the file takes too long or too much memory",
}


class NotADocument(ValueError):
    """The file is not taken. `code` is one of REASONS; nothing of the file goes along."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return REASONS[self.code]
