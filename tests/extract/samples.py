"""One small dump of each format, with the same article in it, and what makes and reads such dumps."""

import csv
import io
import json
import quopri
import tarfile
import zipfile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.extract import Context, Limits, Reading, read_dump
from transforms.articles import article_of
from transforms.documents import Document, Rejected
from transforms.tables import Article

TEXT = (
    "The ferry to Lindholm was cancelled on Friday. "
    "“We will swim,” said Marta Kjellgren, who runs the island’s only shop."
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Island waits for its ferry | The Quay</title><meta property="og:site_name" content="The Quay">
<meta property="og:type" content="article">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Island waits for its ferry",
"datePublished": "2026-03-13T09:00:00+01:00", "author": [{{"@type": "Person", "name": "Nils Abernekoh"}}]}}</script>
</head>
<body><nav><a href="/">Home</a></nav><article><h1>Island waits for its ferry</h1><p>By Nils Abernekoh</p>
<p>{TEXT}</p><p>{TEXT.replace("Friday", "Saturday")}</p><p>Read more: Storm closes the harbour of Lindholm</p>
<p>{TEXT.replace("Friday", "Sunday")}</p></article><footer>All rights reserved</footer></body></html>"""


def read(data: bytes, name: str = "dump", limits: Limits | None = None, **more: Any) -> tuple[Reading, list[Any]]:
    context = Context("d" * 64, limits=limits or Limits(), name=name, **more)
    reading = read_dump(io.BytesIO(data), context)
    return reading, list(reading)


def articles(items: list[Any]) -> list[Article]:
    made = [article_of(item, None, None) for item in items if isinstance(item, Document)]
    return [article for article in made if isinstance(article, Article)]


def rejects(items: list[Any]) -> list[tuple[str, str]]:
    return [(item.locator, item.reason) for item in items if isinstance(item, Rejected)]


def record(number: int, **more: Any) -> dict[str, Any]:
    return {"url": f"https://quay.example/{number}", "title": f"Ferry number {number} is late", "text": TEXT, **more}


def jsonl(*records: Any) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in records)


def parquet(rows: list[dict[str, Any]]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink, row_group_size=2)
    return sink.getvalue()


def warc(records: list[tuple[str, str, str, str, bytes]]) -> bytes:
    """A packed WARC of (type, url, status line, content type, body)."""
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True)
    for kind, url, status, content_type, body in records:
        head = StatusAndHeaders(status, [("Content-Type", content_type)], protocol="HTTP/1.1") if status else None
        day = {"WARC-Date": "2026-03-14T10:00:00Z"}
        writer.write_record(
            writer.create_warc_record(url, kind, io.BytesIO(body), http_headers=head, warc_headers_dict=day)
        )
    return sink.getvalue()


def mhtml(**headers: str) -> bytes:
    """A page as Chrome saves it, with a picture beside it."""
    head = {
        "From": "<Saved by Blink>",
        "Snapshot-Content-Location": "https://quay.example/a",
        "Subject": "=?utf-8?Q?Island=20waits?=",
        "Date": "Sat, 14 Mar 2026 10:00:00 -0000",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----Bound"',
        **headers,
    }
    lines = [f"{name}: {value}" for name, value in head.items()]
    page = quopri.encodestring(PAGE.encode()).decode("ascii")
    lines += ["", "", "------Bound", "Content-Type: text/html", "Content-Transfer-Encoding: quoted-printable"]
    lines += ["Content-Location: https://quay.example/a", "", page, "------Bound", "Content-Type: image/png"]
    lines += ["Content-Transfer-Encoding: base64", "", "iVBORw0KGgo=", "------Bound--", ""]
    return "\r\n".join(lines).encode()


def mbox(*mails: str) -> bytes:
    """Mails of text, headers and all, each below the line that an mbox has above it."""
    head = "From courier@quay.example Fri Mar 13 09:00:00 2026\n"
    return "\n".join(head + mail.rstrip("\n") + "\n" for mail in mails).encode()


def dump_of_each_format() -> dict[str, bytes]:
    """By the names of DUMP_FORMATS."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerows([["title", "text", "date"], ["Ferry is late again", TEXT, "2026-03-13"]])
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.jsonl", jsonl(record(1)))
    with tarfile.open(fileobj=tarred, mode="w") as archive_of_tar:
        info = tarfile.TarInfo("page.html")
        info.size = len(PAGE.encode())
        archive_of_tar.addfile(info, io.BytesIO(PAGE.encode()))
    rss = "<rss version='2.0'><channel><title>Quay</title><item><title>Ferry late</title>"
    rss += f"<description>{TEXT}</description></item></channel></rss>"
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    version = b"1 0 Quay\nURL IP-address Archive-date Content-type Archive-length\n"
    arc = b"filedesc://x 0.0.0.0 20260314100000 text/plain %d\n%s\n" % (len(version), version)
    arc += b"https://quay.example/a 10.0.0.1 20260314100000 text/html %d\n%s\n" % (len(body), body)
    nitf = "<nitf><head><docdata><date.issue norm='20260313T090000Z'/></docdata></head><body><body.head><hedline>"
    nitf += f"<hl1>Ferry late</hl1></hedline></body.head><body.content><block><p>{TEXT}</p></block>"
    nitf += "</body.content></body></nitf>"
    newsml = "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'><contentMeta><headline>Ferry late</headline>"
    newsml += (
        "<by>By Nils Abernekoh</by><contentCreated>2026-03-13T09:00:00Z</contentCreated></contentMeta><contentSet>"
    )
    newsml += f"<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body><p>{TEXT}</p></body></html></inlineXML>"
    newsml += "</contentSet></newsItem>"
    return {
        "text": f"Ferry is late again\n\n{TEXT}\n".encode(),
        "html": PAGE.encode(),
        "warc": warc([("response", "https://quay.example/a", "200 OK", "text/html", PAGE.encode())]),
        "arc": arc,
        "jsonl": jsonl(record(1)),
        "json": json.dumps([record(1)]).encode(),
        "csv": rows.getvalue().encode(),
        "parquet": parquet([record(1)]),
        "feed": rss.encode(),
        "newsml": newsml.encode(),
        "nitf": nitf.encode(),
        "mhtml": mhtml(),
        "mbox": mbox(f"Subject: Ferry late\nDate: Fri, 13 Mar 2026 09:00:00 +0000\n\n{TEXT}\n"),
        "zip": zipped.getvalue(),
        "tar": tarred.getvalue(),
    }


def archive(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return sink.getvalue()
