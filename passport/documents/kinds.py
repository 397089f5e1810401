"""The kinds of file that are kept, and how large they may be."""

MIB = 1 << 20
LARGEST = 10 * MIB  # bytes

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png", DOCX: "docx"}
