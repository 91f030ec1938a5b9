"""What stands beside an export: a description in Croissant 1.0, JSON-LD on schema.org that data catalogues read."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from transforms.schema import Column, Table
from transforms.tables import TABLES
from warehouse.staging import sync

DESCRIPTION = "croissant.json"
_ENCODINGS = {
    ".parquet": "application/x-parquet",
    ".csv": "text/csv",
    ".jsonl": "application/jsonlines",
    ".duckdb": "application/vnd.duckdb",
}
_TYPES = {
    str: "sc:Text",
    int: "sc:Integer",
    float: "sc:Float",
    bool: "sc:Boolean",
    datetime: "sc:DateTime",
    list[str]: "sc:Text",
}
_ABOUT = "Articles, the quotes in them with their speakers, and the people, organisations and places that they name."
# From the specification: https://docs.mlcommons.org/croissant/docs/croissant-spec.html
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write_description(files: Sequence[Path], to: Path) -> None:
    """Describe exported files, named for their tables, or one `.duckdb` file with all of them."""
    distribution = [_file(file) for file in files]
    by_table = {file.stem: file for file in files if file.suffix != ".duckdb"}
    records = [_record_set(table, by_table[table.name]) for table in TABLES if table.name in by_table]
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "dateline",
        "description": _ABOUT,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "isLiveDataset": False,
        "distribution": distribution,
        **({"recordSet": records} if records else {}),
    }
    to.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sync(to)


def _file(file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.name,
        "contentSize": f"{file.stat().st_size} B",
        "encodingFormat": _ENCODINGS[file.suffix],
        "sha256": digest,
    }


def _record_set(table: Table, file: Path) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.doc,
        "key": [{"@id": f"{table.name}/{key}"} for key in table.key],
        "field": [_field(table, column, file) for column in table.columns],
    }


def _field(table: Table, column: Column, file: Path) -> dict[str, Any]:
    extract = {"jsonPath": f"$.{column.name}"} if file.suffix == ".jsonl" else {"column": column.name}
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.doc,
        "dataType": _TYPES[column.python_type],
        "source": {"fileObject": {"@id": file.name}, "extract": extract},
    }
    if column.python_type == list[str] and file.suffix != ".csv":
        described["repeated"] = True
    if column.references:
        described["references"] = {"field": {"@id": column.references.replace(".", "/")}}
    return described
