"""The first files of a machine: this Python, the modules that a program needs, and the program as /init."""

from __future__ import annotations

import py_compile
import stat
import subprocess
import sys
import tempfile
from importlib.util import cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode

PROJECT = Path(__file__).parents[3]
LOADER = Path("/lib64/ld-linux-x86-64.so.2")
_LIST_FILES = """\
import pathlib, sys
sys.path.insert(0, sys.argv[1])
{imports}
modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
mapped = [line.split(maxsplit=5)[5] for line in open("/proc/self/maps") if ".so" in line]
print("\\n".join({{str(pathlib.Path(file)) for file in modules + [name.strip() for name in mapped] if file}}))
"""


def python_with(program: Path) -> tuple[bytes, str]:
    """Return a cpio archive (newc) that starts `program`, and the LD_LIBRARY_PATH it needs."""
    imports = [line for line in program.read_text().splitlines() if line.startswith(("import ", "from "))]
    imports.remove("from __future__ import annotations")
    script = _LIST_FILES.format(imports="\n".join(imports))
    answer = subprocess.run(
        [sys.executable, "-ISBc", script, str(PROJECT)], capture_output=True, text=True, check=True
    )
    files = {Path(line): Path(line).read_bytes() for line in answer.stdout.splitlines()}
    files |= {Path(cache_from_source(file)): _compiled(file) for file in files if file.suffix == ".py"}
    python = Path(sys.executable).resolve()
    files[python] = python.read_bytes()
    files[LOADER] = LOADER.read_bytes()
    start = f"#!{python} -ISB\nimport sys\nsys.path.insert(0, {str(PROJECT)!r})\n"
    files[Path("/init")] = (
        start + program.read_text().replace("from __future__ import annotations", "")
    ).encode()
    libraries = ":".join(sorted({str(file.parent) for file in files if ".so" in file.name}))
    return _cpio(files), libraries


def _compiled(module: Path) -> bytes:
    """Return what Python keeps of a module, so that the slow machine need not translate it."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "module.pyc"
        py_compile.compile(str(module), str(kept), invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
        return kept.read_bytes()


def _cpio(files: dict[Path, bytes]) -> bytes:
    """Return the archive of the files, the folders they are in, and what the kernel needs to start one."""
    folders = {parent for file in files for parent in file.parents} | {
        Path("/proc"),
        Path("/run"),
        Path("/dev"),
    }
    parts = [
        _entry(str(folder)[1:], stat.S_IFDIR | 0o755) for folder in sorted(folders) if folder != Path("/")
    ]
    parts.append(_entry("dev/console", stat.S_IFCHR | 0o600, device=(5, 1)))
    parts += [_entry(str(file)[1:], stat.S_IFREG | 0o755, content) for file, content in files.items()]
    return b"".join([*parts, _entry("TRAILER!!!", 0)])


def _entry(name: str, mode: int, content: bytes = b"", device: tuple[int, int] = (0, 0)) -> bytes:
    """Return one entry (Linux, Documentation/driver-api/early-userspace/buffer-format.rst)."""
    fields = (0, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
    return _padded(head) + _padded(content)


def _padded(part: bytes) -> bytes:
    return part + bytes(-len(part) % 4)
