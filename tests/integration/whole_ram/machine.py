"""A machine in software (QEMU without acceleration) whose whole RAM is memory that this process can read."""

from __future__ import annotations

import lzma
import mmap
import os
import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

QEMU = "qemu-system-x86_64"
RAM_MB = 256
_RAM_NAME = "machine-ram"
_XZ = b"\xfd7zXZ\x00"


class MachineFailed(Exception):
    """The machine stopped before its program said so; the text is the end of what it wrote."""


def debians_kernel() -> Path | None:
    """Return the newest kernel of Debian in /boot, if there is one."""
    kernels = Path("/boot").glob("vmlinuz-*-amd64")
    return max(
        kernels, key=lambda path: [int(number) for number in re.findall(r"\d+", path.name)], default=None
    )


def missing() -> list[str]:
    """Return what is not installed."""
    there = {"qemu-system-x86": shutil.which(QEMU), "Debian's kernel in /boot": debians_kernel()}
    return [name for name, found in there.items() if not found]


def unpacked(kernel: bytes) -> bytes:
    """Return the ELF file within a bzImage: an emulated processor takes seconds to unpack it.

    Where it lies: Linux, Documentation/arch/x86/boot.rst, setup_sects, payload_offset and payload_length.
    """
    offset, length = struct.unpack_from("<II", kernel, 0x248)
    start = (kernel[0x1F1] + 1) * 512 + offset
    payload = kernel[start : start + length]
    return lzma.LZMADecompressor().decompress(payload) if payload.startswith(_XZ) else kernel


class Machine:
    """A running machine; its program writes lines that begin with `guest: ` and waits for an answer."""

    def __init__(self, qemu: subprocess.Popen[bytes], ram: mmap.mmap) -> None:
        self._qemu = qemu
        self._ram = ram

    def next_word(self) -> str:
        """Return the next word of the program; raises MachineFailed."""
        assert self._qemu.stdout is not None
        written = []
        for line in self._qemu.stdout:
            written.append(line.decode(errors="replace"))
            if line.startswith(b"guest: "):
                return written[-1].removeprefix("guest: ").strip()
        raise MachineFailed("".join(written[-30:]))

    def answer(self) -> None:
        """Let the program go on."""
        assert self._qemu.stdin is not None
        self._qemu.stdin.write(b"\n")
        self._qemu.stdin.flush()

    def count_in_ram(self, pattern: bytes) -> int:
        """Return how often the bytes are in the machine's RAM."""
        return self._ram[:].count(pattern)


@contextmanager
def machine(kernel: Path, initramfs: Path, command_line: str) -> Iterator[Machine]:
    """Start a machine without disk, network or screen, and take it away at the end of the block."""
    memory = os.memfd_create(_RAM_NAME)
    try:
        os.ftruncate(memory, RAM_MB << 20)
        os.set_inheritable(memory, True)
        backend = f"memory-backend-file,id=ram,size={RAM_MB}M,mem-path=/proc/self/fd/{memory},share=on"
        command = [
            QEMU,
            "-nodefaults",
            "-no-user-config",
            "-no-reboot",
            "-display",
            "none",
            "-serial",
            "stdio",
        ]
        command += ["-accel", "tcg", "-cpu", "max", "-M", "microvm,acpi=off,memory-backend=ram"]
        command += ["-m", f"{RAM_MB}", "-object", backend, "-kernel", str(kernel), "-initrd", str(initramfs)]
        pipe = subprocess.PIPE
        qemu = subprocess.Popen(
            [*command, "-append", command_line], stdin=pipe, stdout=pipe, pass_fds=[memory]
        )
        with qemu, mmap.mmap(memory, RAM_MB << 20, prot=mmap.PROT_READ) as ram:
            try:
                yield Machine(qemu, ram)
            finally:
                qemu.kill()
    finally:
        os.close(memory)
