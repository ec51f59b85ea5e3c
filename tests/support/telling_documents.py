"""Films and office files that tell who made them, and where."""

import zipfile
from io import BytesIO

from tests.support.telling_photographs import SECRET, photo

PLACE = b"+50.9657+005.5022/"  # as a telephone writes it
PICTURE = b"what one sees and hears"
WAY = [b"way:51.0", b"way:51.001", b"way:52"]
EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(200)
TIME = (3_900_000_000).to_bytes(4)


def box(kind: bytes, *content: bytes) -> bytes:
    whole = b"".join(content)
    return (8 + len(whole)).to_bytes(4) + kind + whole


def table(*numbers: int) -> bytes:
    return bytes(4) + b"".join(number.to_bytes(4) for number in numbers)


def track(handler: bytes, offsets: list[int], sizes: list[int], in_each: list[int]) -> bytes:
    runs = [number for i, count in enumerate(in_each) for number in (i + 1, count, 1)]
    stbl = box(
        b"stbl",
        box(b"stsz", table(0, len(sizes), *sizes)),
        box(b"stsc", table(len(in_each), *runs)),
        box(b"stco", table(len(offsets), *offsets)),
    )
    hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
    return box(
        b"trak",
        box(b"tkhd", bytes(4), TIME, TIME, bytes(72)),
        box(b"mdia", box(b"mdhd", bytes(4), TIME, TIME, bytes(12)), hdlr, box(b"minf", stbl)),
        box(b"udta", box(b"name", SECRET)),
    )


def film() -> bytes:
    """With a place as iPhones and Androids note it, and a track of places as helmets do."""
    ftyp = box(b"ftyp", b"isom", bytes(4), b"isom")
    data = PICTURE + b"".join(WAY)
    start = len(ftyp) + 8
    way = start + len(PICTURE)
    second = way + len(WAY[0]) + len(WAY[1])
    place = len(PLACE).to_bytes(2) + b"\x15\xc7" + PLACE
    moov = box(
        b"moov",
        box(b"mvhd", bytes(4), TIME, TIME, bytes(88)),
        track(b"vide", [start], [len(PICTURE)], [1]),
        track(b"meta", [way, second], [len(one) for one in WAY], [2, 1]),
        box(b"udta", box(b"\xa9xyz", place)),
        box(b"meta", b"com.apple.quicktime.location.ISO6709", PLACE, SECRET),
    )
    return ftyp + box(b"mdat", data) + moov


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = b'xmlns:q="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
PACKAGE = b"http://schemas.openxmlformats.org/package/2006/relationships"
PART = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


def docx() -> bytes:
    return packed(
        {
            "[Content_Types].xml": b"<Types/>",
            "docProps/core.xml": b"<cp:coreProperties><dc:creator>%s</dc:creator>" % SECRET,
            "docProps/app.xml": b"<Properties><Company>%s</Company></Properties>" % SECRET,
            "docProps/custom.xml": b"<Properties>%s</Properties>" % SECRET,
            "package/metadata/one.psmdcp": PART
            + b"<q:coreProperties %s><q:lastModifiedBy>%s</q:lastModifiedBy></q:coreProperties>"
            % (CORE, SECRET),
            "word/document.xml": b'<w:p><w:ins w:author="%s">Kom kijken</w:ins></w:p>' % SECRET,
            "word/comments.xml": PART
            + b'<w:comments %s><w:comment w:id="0" w:author="%s" w:initials="%s"><w:t>Mooi</w:t>'
            b"</w:comment></w:comments>" % (W, SECRET, SECRET),
            "word/footnotes.xml": (
                '<?xml version="1.0" encoding="UTF-16"?><f:footnotes>'
                f"<f:del f:author='{SECRET.decode()}'/>één</f:footnotes>"
            ).encode("utf-16"),
            "word/people.xml": b'<w15:person w15:author="%s"/>' % SECRET,
            "word/_rels/settings.xml.rels": PART
            + rb'<Relationships xmlns="%s"><Relationship Id="rId1" Type="attachedTemplate" '
            rb'Target="file:///C:\Users\%s\Brief.dotx" TargetMode="External"/>'
            rb'<Relationship Id="rId2" Target="https://example.be/home/zo/" TargetMode="External"/>'
            rb"</Relationships>" % (PACKAGE, SECRET),
            "word/media/image1.jpeg": photo("JPEG").getvalue(),
        }
    )


def pptx() -> bytes:
    return packed(
        {
            "[Content_Types].xml": b'<Types><Override PartName="/_xmlsignatures/sig1.xml" '
            b'ContentType="application/vnd.openxmlformats-package.digital-signature-xml"/></Types>',
            "_xmlsignatures/sig1.xml": b"<X509SubjectName>%s</X509SubjectName>" % SECRET,
            "ppt/presentation.xml": b"<p:presentation/>",
            "ppt/slides/slide1.xml": b'<a:t>De "author" is weg</a:t><p:cNvPr id="2" name="Titel"/>',
            "ppt/commentAuthors.xml": b'<p:cmAuthorLst><p:cmAuthor id="0" name="%s" initials="%s" '
            b'lastIdx="1"/></p:cmAuthorLst>' % (SECRET, SECRET),
            "ppt/authors.xml": b'<p188:authorLst><p188:author id="{1}" name="%s" userId="%s" '
            b'providerId="AD"/></p188:authorLst>' % (SECRET, SECRET),
            "ppt/changesInfos/changesInfo1.xml": b'<pc:chgInfo><pc:chgData name="%s" '
            b'userId="%s" clId="{2}"/></pc:chgInfo>' % (SECRET, SECRET),
            "ppt/embeddings/blad.xlsx": xlsx(),
        }
    )


def xlsx() -> bytes:
    return packed(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": rb'<workbook><fileSharing userName="%s"/><x15ac:absPath '
            rb'url="C:\Users\%s\"/></workbook>' % (SECRET, SECRET),
            "xl/tables/table1.xml": b'<table name="Haltes" displayName="Haltes" author="%s"/>'
            % SECRET,
            "xl/comments1.xml": PART + b"<comments><authors><author>%s</author><author>tc={3}"
            b"</author></authors><t>%s:</t><t>Nakijken</t></comments>" % (SECRET, SECRET),
            "xl/persons/person.xml": b'<personList><person displayName="%s" id="{4}" userId="%s" '
            b'providerId="None"/></personList>' % (SECRET, SECRET),
            "xl/pivotCache/pivotCacheDefinition1.xml": b'<pivotCacheDefinition refreshedBy="%s"/>'
            % SECRET,
        }
    )


def odt() -> bytes:
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "meta.xml": b"<office:meta><dc:creator>%s</dc:creator></office:meta>" % SECRET,
            "content.xml": b"<text:p>Kom kijken<dc:creator>%s</dc:creator></text:p>" % SECRET,
            "styles.xml": b"<office:annotation><dc:creator>%s</dc:creator>"
            b"<loext:sender-initials>%s</loext:sender-initials></office:annotation>"
            % (SECRET, SECRET),
            "Object 1/content.xml": b'<dc:creator a="b">%s</dc:creator>' % SECRET,
            "META-INF/documentsignatures.xml": b"<X509SubjectName>%s</X509SubjectName>" % SECRET,
        }
    )


def packed(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()
