"""The machine's disks, read from /sys and /proc."""

from __future__ import annotations

from pathlib import Path

from kiosk.portability.stick import BlockDevice, Partition

_SECTOR_BYTES = 512
"""Sizes in /sys/block are in units of 512 bytes, whatever the disk's own sectors are."""


def block_devices(sys: Path = Path("/sys"), proc: Path = Path("/proc")) -> list[BlockDevice]:
    """Return all disks; one that is unplugged meanwhile is left out."""
    used = _numbers_in_use(proc)
    found = []
    for entry in sorted((sys / "block").iterdir()):
        try:
            found.append(_device(entry, used))
        except (OSError, ValueError):  # its files went away, or lost their content, while they were read
            continue
    return found


def _device(entry: Path, used: set[str]) -> BlockDevice:
    parts = sorted(
        (path.parent for path in entry.glob("*/partition")), key=lambda part: (len(part.name), part.name)
    )
    return BlockDevice(
        name=entry.name,
        size_bytes=_size_bytes(entry),
        removable=_text(entry / "removable") == "1",
        read_only=_text(entry / "ro") == "1",
        in_use=any(
            _text(part / "dev") in used or any((part / "holders").glob("*")) for part in (entry, *parts)
        ),
        usb_classes=_usb_classes(entry.resolve()),
        partitions=tuple(Partition(part.name, _size_bytes(part)) for part in parts),
    )


def _usb_classes(place: Path) -> frozenset[int] | None:
    """Return the classes of all interfaces of the USB device that the disk belongs to."""
    for above in place.parents:
        if (above / "idVendor").exists():
            return frozenset(int(_text(path), 16) for path in above.glob("*/bInterfaceClass"))
    return None


def _numbers_in_use(proc: Path) -> set[str]:
    mounts = _text(proc / "self/mountinfo").splitlines()
    return {line.split()[2] for line in mounts}


def _size_bytes(entry: Path) -> int:
    return int(_text(entry / "size")) * _SECTOR_BYTES


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()
