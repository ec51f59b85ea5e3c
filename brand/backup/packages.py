"""A backup as a folder or as one tar file, written and read under the same names."""

import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from brand.backup import BackupError
from brand.media.stores import push_to_disk


def is_tar(path: Path) -> bool:
    return path.name.endswith((".tar", ".tar.gz", ".tgz"))


class Folder:
    def __init__(self, path: Path):
        self.path = path

    def write(self, name: str, file: IO[bytes]) -> None:
        target = self.path / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as written:
            shutil.copyfileobj(file, written)
            written.flush()
            os.fsync(written.fileno())

    def names(self) -> list[str]:
        files = (path for path in self.path.rglob("*") if path.is_file() and not path.is_symlink())
        return sorted(path.relative_to(self.path).as_posix() for path in files)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        with (self.path / name).open("rb") as file:
            yield file

    def close(self) -> None:
        push_to_disk(self.path)


class Tar:
    def __init__(self, path: Path, mode: str):
        try:
            self.file = tarfile.open(path, mode)  # noqa: SIM115 - closed by close()
        except (tarfile.TarError, OSError) as error:
            raise BackupError(f"{path} cannot be read as a backup: {error}") from error

    def write(self, name: str, file: IO[bytes]) -> None:
        """A tar tells the size first, and not every store knows it."""
        with tempfile.TemporaryFile() as whole:
            shutil.copyfileobj(file, whole)
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = whole.tell(), 0o600, time.time()
            whole.seek(0)
            self.file.addfile(member, whole)

    def names(self) -> list[str]:
        return sorted(one.name for one in self.file.getmembers() if one.isfile())

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        with self.file.extractfile(name) as file:
            yield file

    def close(self) -> None:
        self.file.close()


@contextmanager
def writing(target: Path) -> Iterator[Folder | Tar]:
    """Under another name until it is whole. Only the account that runs the site can read it."""
    if target.exists():
        raise BackupError(f"{target} exists already. Choose another name for this backup.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part-{os.getpid()}")
    try:
        if is_tar(target):
            part.touch(mode=0o600)
            package = Tar(part, "w" if target.name.endswith(".tar") else "w:gz")
        else:
            part.mkdir(mode=0o700)
            package = Folder(part)
        yield package
        package.close()
        part.rename(target)
        push_to_disk(target.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            shutil.rmtree(part) if part.is_dir() else part.unlink()
        raise


@contextmanager
def reading(source: Path) -> Iterator[Folder | Tar]:
    """Raises BackupError for what is no backup, or names files outside of it."""
    if not source.exists():
        raise BackupError(f"There is no backup at {source}.")
    package = Folder(source) if source.is_dir() else Tar(source, "r:*")
    for name in package.names():
        if name.startswith("/") or ".." in PurePosixPath(name).parts:
            raise BackupError(f"This backup names a file outside of it: {name}")
    yield package


def text(content: str) -> BytesIO:
    return BytesIO(content.encode())
