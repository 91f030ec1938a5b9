"""All settings, read once at the edge: `DATELINE_*` environment variables, then the options of a command."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, create_model
from pydantic_settings import BaseSettings, SettingsConfigDict

from flows.extract.limits import MAY_BE_ZERO, Limits
from transforms.errors import UserError


class Settings(BaseSettings):
    """What may differ between installations. Sizes are in characters of text unless their name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_")

    lake: str = Field("./lake", description="Folder of the lake, or `postgres:…` for a catalog in PostgreSQL.")
    data: str | None = Field(None, description="Folder or s3:// prefix of the data; by default `data` in the lake.")
    staging: Path | None = Field(None, description="Folder for unpublished parts; by default `staging` in the lake.")
    pipeline: str = Field("en_core_web_sm", description="spaCy pipeline that analyses English text.")
    pipelines: str = Field("", description="Pipelines of further languages, as fr=fr_core_news_sm,de=de_core_news_sm.")
    authority: Path | None = Field(
        None, description="File of known entities (CSV or Parquet: kind, id, name, aliases)."
    )
    corrections: Path | None = Field(None, description="File of merges and splits (CSV: kind, name, into, reason).")
    part_characters: int = Field(400_000, gt=0, description="Text of one staged part: some 8 seconds of analysis.")
    part_documents: int = Field(2_000, gt=0, description="Documents of one staged part, at most.")
    process_characters: int = Field(1_000_000, description="A load with more text than this has several workers.")
    workers: int | None = Field(None, gt=0, description="Worker processes; by default one a core.")
    runner: Literal["auto", "threads", "processes", "dask", "ray"] = Field(
        "auto",
        description="Who analyses: this process (threads), children of it, or a cluster; `auto`: children by size.",
    )
    address: str | None = Field(None, description="Where the cluster is, as tcp://host:8786 for dask.")
    document_seconds: float = Field(120, gt=0, description="What the analysis of one document may take.")
    cache_bytes: int = Field(1 << 30, ge=0, description="Disk for the cache of analyses; 0 for none.")
    batch_documents: int = Field(20_000, gt=0, description="Documents that are published in one transaction, at most.")
    keep_days: int = Field(30, ge=0, description="Days for which the past can be asked after maintenance.")
    keep_snapshots: int = Field(100, gt=0, description="Newest snapshots that maintenance keeps whatever their age.")
    keep_failed_days: float = Field(7, ge=0, description="Days for which the staging of a failed run is kept.")
    fresh_hours: float = Field(48, gt=0, description="An audit warns when nothing was loaded for longer.")

    @classmethod
    def of(cls, **options: object) -> "Settings":
        """Settings where options that were given (not None) win over the environment. Raises UserError."""
        try:
            return cls(**{name: value for name, value in options.items() if value is not None})  # type: ignore[arg-type]
        except ValidationError as error:
            raise _bad_setting(error) from None

    @property
    def all_pipelines(self) -> str:
        """The pipeline of English and those of further languages, as flows.pipeline.Pipelines reads them."""
        return ",".join(name for name in (self.pipeline, self.pipelines.strip(" ,")) if name)

    @property
    def limits(self) -> Limits:
        """What dumps may ask of the machine: DATELINE_MAX_RECORD_CHARS and so on. Raises UserError."""
        try:
            return Limits(**_LimitSettings().model_dump())
        except ValidationError as error:
            raise _bad_setting(error) from None

    @property
    def home(self) -> Path:
        """Where staging, reports and Prefect's own state lie, absolute: a lake's folder, or one beside for others."""
        is_folder = not re.match(r"[a-z][a-z0-9+.-]+:", self.lake)
        return Path(self.lake if is_folder else "dateline-home").expanduser().absolute()

    @property
    def staging_folder(self) -> Path:
        """Where parts wait until they are published."""
        return self.staging or self.home / "staging"

    @property
    def cache_file(self) -> Path:
        """The cache of analyses."""
        return self.home / "cache" / "parses.sqlite"

    @property
    def reports_folder(self) -> Path:
        """Where Data Docs are built."""
        return self.home / "reports"


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DATELINE_")


def _field(name: str, kind: Any, default: Any) -> tuple[Any, Any]:
    return kind, Field(default, ge=0) if name in MAY_BE_ZERO else Field(default, gt=0)


_FIELDS: dict[str, Any] = {field.name: _field(field.name, field.type, field.default) for field in fields(Limits)}
_LimitSettings: Any = create_model("_LimitSettings", __base__=_Environment, **_FIELDS)


def _bad_setting(error: ValidationError) -> UserError:
    first = error.errors()[0]
    name = "_".join(str(part) for part in first["loc"]).upper()
    return UserError(f"DATELINE_{name}: {first['msg']} (it is {first['input']!r})")
