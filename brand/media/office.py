"""What leaves the files of an office: who wrote, who changed, who remarked, and for which company.

Word, PowerPoint, Excel and LibreOffice pack parts in a zip. Parts are known by what stands in
them, for their names are a habit. A part in a file of its own (a sheet in a presentation) is
stripped as well. A signature would name who signed and no longer hold, so it goes along.
"""

import codecs
import re
import shutil
import zipfile
from io import BytesIO
from tempfile import TemporaryFile
from typing import BinaryIO

from brand.media import metadata

LARGEST_UNPACKED = 300_000_000  # bytes: a small file may unfold into a full disk
DEEPEST = 3  # files within files
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
DECLARED = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Parts about the file itself, by the name and the address of their outermost element.
ABOUT = {
    b"coreProperties": b"core-properties",
    b"Properties": b"roperties",  # extended and custom
    b"document-meta": b"opendocument",
}
ABOUT_BY_NAME = {
    "docProps/core.xml": b"<cp:coreProperties xmlns:cp="
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b"<Properties xmlns="
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b"<Properties xmlns="
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:'
    b'office:1.0" office:version="1.2"/>',
}
SIGNATURES = ("_xmlsignatures/", "META-INF/documentsignatures.xml")

TAG = re.compile(rb"""<[^\W\d](?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""")
ROOT = re.compile(rb"<(?:[\w.-]+:)?([^\W\d][\w.-]*)")
# In whichever element they stand.
NAMING = rb"author|initials|userId|providerId|userName|refreshedBy|lastModifiedBy|lastEditedBy"
# Elsewhere these name a table or a style.
NAMED = {
    rb"cmAuthor|author|chgData|userInfo": rb"name|" + NAMING,
    rb"person": rb"name|displayName|" + NAMING,
    rb"absPath": rb"url",
}
ATTRIBUTE = rb"""(\s(?:[\w.-]+:)?(?:%s)\s*=\s*)("[^"]*"|'[^']*')"""
MAY_NAME = (*NAMING.split(b"|"), b"displayName", b"userInfo", b"absPath")
ANYWHERE = re.compile(ATTRIBUTE % NAMING)
IN_ELEMENT = {
    re.compile(rb"<(?:[\w.-]+:)?(?:%s)[\s/>]" % element): re.compile(ATTRIBUTE % attributes)
    for element, attributes in NAMED.items()
}
# Remarks and changes of LibreOffice; who a field of a shared library names.
WRITTEN_BY = re.compile(
    rb"(<(?:[\w.-]+:)?(?:creator|creator-initials|initial-creator|sender-initials|printed-by"
    rb"|DisplayName|AccountId)(?:\s[^<>]*)?>)[^<]+(?=</)"
)
AUTHOR = re.compile(rb"(<(?:\w+:)?author>)((?!tc=)[^<]+)(?=</)")
SIGNED = re.compile(rb"<(?:\w+:)?(?:Relationship|Override)\b[^<>]*(?:digital-sig|_xmlsig)[^<>]*/>")
# Whose folder a template or a picture came from.
HOME = re.compile(
    rb"""((?:file:|"\.\.)[^"'<>]*[\\/](?:Users|home|Documents(?:%20| )and(?:%20| )Settings)"""
    rb"""[\\/]+)[^\\/"'<>]+""",
    re.IGNORECASE,
)


def strip(file: BinaryIO) -> None:
    """Rewrite the file in place. Raises ValueError for what unfolds too far."""
    with TemporaryFile() as made:
        _strip(file, made, LARGEST_UNPACKED, DEEPEST)
        made.seek(0)
        file.seek(0)
        shutil.copyfileobj(made, file)
    file.truncate()
    file.flush()


def _strip(file: BinaryIO, made: BinaryIO, most: int, deepest: int) -> int:
    """How many bytes may still unfold after this one."""
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(made, "w") as bare:
        members = packed.infolist()
        most -= sum(one.file_size for one in members)
        if most < 0 or not deepest:
            raise ValueError("too large")
        for member in members:
            if member.filename.startswith(SIGNATURES):
                continue
            told = zipfile.ZipInfo(member.filename)
            told.compress_type = member.compress_type
            content = packed.read(member)
            if is_office(content):
                within = BytesIO()
                most = _strip(BytesIO(content), within, most, deepest - 1)
                bare.writestr(told, within.getvalue())
            else:
                bare.writestr(told, _bare_part(member.filename, content))
    return most


def is_office(content: bytes) -> bool:
    if not content.startswith(b"PK\x03\x04") or not zipfile.is_zipfile(BytesIO(content)):
        return False
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return not {"[Content_Types].xml", "mimetype"}.isdisjoint(packed.namelist())


def _bare_part(name: str, content: bytes) -> bytes:
    if name in ABOUT_BY_NAME:
        return DECLARED + ABOUT_BY_NAME[name]
    if name.lower().endswith(PICTURES):
        return _bare_picture(content)
    text = _plain(content)
    return content if text is None else _bare_xml(name, text)


def _plain(content: bytes) -> bytes | None:
    """XML as UTF-8, which is how nearly all of it is written; None for another kind of part."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16").encode()
        content = re.sub(rb"^(<\?xml[^>]*?)\sencoding=[\"'][\w-]+[\"']", rb"\1", text)
    begin = content.removeprefix(codecs.BOM_UTF8).lstrip()
    return content if begin.startswith(b"<") else None


def _bare_xml(name: str, content: bytes) -> bytes:
    if root := _about(content):
        return DECLARED + root
    if name == "[Content_Types].xml" or name.endswith(".rels"):
        return HOME.sub(rb"\1-", SIGNED.sub(b"", content))
    if any(word in content for word in MAY_NAME):
        content = _without_authors(TAG.sub(_bare_tag, content))
    return WRITTEN_BY.sub(rb"\1", content)


def _about(content: bytes) -> bytes | None:
    """An empty part of the same kind, if it says who made the file."""
    root = ROOT.search(content)
    if not root or root[1] not in ABOUT:
        return None
    tag = TAG.match(content, root.start())
    if not tag or ABOUT[root[1]] not in tag[0]:
        return None
    return tag[0] if tag[0].endswith(b"/>") else tag[0][:-1] + b"/>"


def _bare_tag(tag: re.Match) -> bytes:
    for element, attributes in IN_ELEMENT.items():
        if element.match(tag[0]):
            return attributes.sub(rb'\1""', tag[0])
    return ANYWHERE.sub(rb'\1""', tag[0])


def _without_authors(content: bytes) -> bytes:
    """Of remarks in a sheet. Excel begins each with its author; `tc=` ties one to its thread."""
    root = ROOT.search(content)
    if not root or root[1] != b"comments":
        return content
    for _, name in set(AUTHOR.findall(content)):
        content = re.sub(rb">%s:\s*" % re.escape(name), b">", content)
    return AUTHOR.sub(rb"\1", content)


def _bare_picture(content: bytes) -> bytes:
    """Without where it was taken; what cannot be opened was no photograph of a telephone."""
    try:
        if metadata.has_no_metadata(BytesIO(content)):
            return content
        return metadata.bare(BytesIO(content)).read()
    except (metadata.UnreadablePicture, metadata.PictureTooLarge):
        return content
