"""A data set by its name: found on this machine, or downloaded into the user's cache.

Responsible for the search order, ``DENSELAB_DATA/<name>/`` (which is only ever read), then the
user's cache, then the mirrors, and for the check that every file passes wherever it came from.
"""

import hashlib
import io
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import platformdirs

from denselab.data.catalog import IdxFile, NamedSet
from denselab.data.download import DownloadError, Progress, fetch
from denselab.data.idx import decode_idx
from denselab.data.idx_folder import idx_candidates
from denselab.data.packed import read_at_most, unpacked
from denselab.data.raw import RawData
from denselab.data.sample import SAMPLE_NAME
from denselab.errors import DataError, DataNotFoundError
from denselab.files import write_whole


def load_named(
    entry: NamedSet, *, offline: bool = False, progress: Progress | None = None
) -> RawData:
    """The data set of a catalogue entry, each of its files checked by SHA-256.

    Raises:
        DataNotFoundError: if a file is neither on this machine nor in reach of a download.
    """
    finder = _Finder(entry, offline, progress)
    x_train, y_train, x_test, y_test = (
        decode_idx(io.BytesIO(finder.find(file)), dimensions, file.name)
        for file, dimensions in zip(entry.files, (3, 1, 3, 1), strict=True)
    )
    return RawData(
        name=entry.name,
        origin="; ".join(dict.fromkeys(finder.origins)),
        classes=entry.classes,
        x_train=x_train,
        y_train=y_train.astype(np.int32),
        x_test=x_test,
        y_test=y_test.astype(np.int32),
        official_validation=entry.official_validation,
    )


class _Finder:
    """Finds the files of one data set; remembers where they came from and which mirror served."""

    def __init__(self, entry: NamedSet, offline: bool, progress: Progress | None) -> None:
        self.origins: list[str] = []
        self._entry = entry
        self._offline = offline
        self._progress = progress
        self._mirrors = list(entry.mirrors)
        self._foreign: list[str] = []

    def find(self, file: IdxFile) -> bytes:
        """The decompressed bytes of ``file``, from the first place that has them right."""
        for folder in local_folders(self._entry.name):
            for path in idx_candidates(folder, file.name):
                try:
                    data = _checked_file(path, file)
                except DataError as error:
                    self._foreign.append(str(error))
                    warnings.warn(f"{error}; it is passed over", stacklevel=2)
                else:
                    self.origins.append(f"files in {folder}")
                    return data
        return self._download(file)

    def _download(self, file: IdxFile) -> bytes:
        if self._offline:
            raise self._not_found("and downloading is switched off")
        packed = f"{file.name}.gz"
        try:
            data, mirror = fetch(
                packed,
                self._mirrors,
                lambda received: checked(io.BytesIO(received), file, packed),
                largest=2 * file.size,  # gzip of noise is a little longer than the noise
                progress=self._progress,
            )
        except DownloadError as error:
            raise self._not_found(f"and no mirror serves it ({error})") from error
        self._mirrors.remove(mirror)
        self._mirrors.insert(0, mirror)  # the one that works is asked first for the next file
        self.origins.append(f"downloaded from {mirror}")
        keep(data, cache_folder(self._entry.name) / file.name)
        return data

    def _not_found(self, why: str) -> DataNotFoundError:
        names = ", ".join(f"{file.name}.gz" for file in self._entry.files)
        foreign = f"; passed over: {'; '.join(self._foreign)}" if self._foreign else ""
        return DataNotFoundError(
            f"{self._entry.name}: not on this machine, {why}; put {names} into "
            f"{cache_folder(self._entry.name)} (or DENSELAB_DATA/{self._entry.name}), or use "
            f"{SAMPLE_NAME}, which needs no network{foreign}"
        )


def cache_folder(name: str) -> Path:
    """Where downloaded files of the data set ``name`` are kept."""
    return platformdirs.user_cache_path("denselab") / "data" / name


def local_folders(name: str) -> Iterator[Path]:
    """The folders of this machine that may hold the data set ``name``, in search order."""
    if own := os.environ.get("DENSELAB_DATA"):
        yield Path(own).expanduser() / name
    yield cache_folder(name)


def checked(stream: BinaryIO, file: IdxFile, where: Path | str) -> bytes:
    """What the opened ``stream`` holds, decompressed, if it is ``file``.

    Raises:
        DataError: naming ``where``, if the size or the SHA-256 differs.
    """
    data = read_at_most(unpacked(stream), file.size + 1, where)
    if len(data) != file.size:
        found = "more" if len(data) > file.size else f"{len(data)}"
        raise DataError(f"{where}: must unpack to {file.size} bytes, found {found}")
    digest = hashlib.sha256(data).hexdigest()
    if digest != file.sha256:
        raise DataError(f"{where}: its SHA-256 must be {file.sha256}, found {digest}")
    return data


def _checked_file(path: Path, file: IdxFile) -> bytes:
    try:
        with path.open("rb") as stream:
            return checked(stream, file, path)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error


def keep(data: bytes, path: Path) -> None:
    """Store ``data`` for the next time; this time is served even where that cannot be done."""
    try:
        write_whole(path, lambda partial: partial.write_bytes(data))
    except OSError as error:
        warnings.warn(f"{path}: cannot be kept for the next time: {error}", stacklevel=2)
