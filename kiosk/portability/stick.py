"""Which of the machine's block devices is the customer's stick, and what may come of writing to it.

Pure: a listing of devices and the first sector of a partition go in, a decision comes out. Whatever is odd is
refused: a stick that is a keyboard as well, a disk of an odd size, a file system that is neither FAT nor
exFAT, and one that claims to be larger than its partition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

SMALLEST_BYTES: Final = 4 * 1024**2
LARGEST_BYTES: Final = 2 * 1024**4
"""The largest volume that FAT can describe with sectors of 512 bytes; a stick that claims more is none."""

MOST_PARTITIONS: Final = 8
BOOT_SECTOR_BYTES: Final = 512

_STORAGE_CLASS: Final = 0x08
"""Mass storage in the USB class codes; 0x03 is keyboards and mice, 0x06 cameras, 0x02 networks."""

FileSystem = Literal["vfat", "exfat"]


class Outcome(StrEnum):
    """What came of it; after any but the first the stick holds nothing of the photo, if it could be told so.

    `FAILED` is a stick that was pulled out, is damaged, or does not keep what is written to it.
    """

    WRITTEN = "written"
    NO_STICK = "no_stick"
    SEVERAL_STICKS = "several_sticks"
    NOT_ONLY_A_STICK = "not_only_a_stick"
    ODD_SIZE = "odd_size"
    ODD_FILE_SYSTEM = "odd_file_system"
    WRITE_PROTECTED = "write_protected"
    FULL = "full"
    FAILED = "failed"


class Refused(Exception):
    """It was not written; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Partition:
    """A part of a disk, or the whole of one that has none; `name` as in /dev."""

    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class BlockDevice:
    """A disk as the kernel lists it.

    `usb_classes` are those of all interfaces of its USB device, None where it is on no USB; `in_use` says
    that the machine itself has mounted a part of it.
    """

    name: str
    size_bytes: int
    removable: bool
    read_only: bool
    in_use: bool
    usb_classes: frozenset[int] | None
    partitions: tuple[Partition, ...]


def choose_stick(devices: Sequence[BlockDevice]) -> BlockDevice:
    """Return the one stick there is; raises Refused. A card reader without a card has no size: not one."""
    plugged = [
        device
        for device in devices
        if device.usb_classes is not None and device.removable and device.size_bytes and not device.in_use
    ]
    if len(plugged) != 1:
        raise Refused(Outcome.SEVERAL_STICKS if plugged else Outcome.NO_STICK)
    stick = plugged[0]
    if stick.usb_classes != frozenset({_STORAGE_CLASS}):
        raise Refused(Outcome.NOT_ONLY_A_STICK)
    if not SMALLEST_BYTES <= stick.size_bytes <= LARGEST_BYTES:
        raise Refused(Outcome.ODD_SIZE)
    if stick.read_only:
        raise Refused(Outcome.WRITE_PROTECTED)
    return stick


def choose_partition(
    stick: BlockDevice, first_sector: Callable[[Partition], bytes]
) -> tuple[Partition, FileSystem]:
    """Return the first partition with a file system that is taken, and which it is; raises Refused."""
    whole = Partition(stick.name, stick.size_bytes)
    for partition in (stick.partitions or (whole,))[:MOST_PARTITIONS]:
        found = file_system_of(first_sector(partition), partition.size_bytes)
        if found is not None:
            return partition, found
    raise Refused(Outcome.ODD_FILE_SYSTEM)


def file_system_of(sector: bytes, partition_bytes: int) -> FileSystem | None:
    """Tell what a partition's first sector describes; None for what is neither FAT nor exFAT or is not sound.

    Fields are those of Microsoft's FAT (2000) and exFAT (2019) specifications.
    """
    if len(sector) < BOOT_SECTOR_BYTES or sector[510:512] != b"\x55\xaa":
        return None
    if sector[3:11] == b"EXFAT   ":
        return "exfat" if _is_sound_exfat(sector, partition_bytes) else None
    return "vfat" if _is_sound_fat(sector, partition_bytes) else None


def _is_sound_exfat(sector: bytes, partition_bytes: int) -> bool:
    sector_shift, cluster_shift, fats = sector[108], sector[109], sector[110]
    if any(sector[11:64]) or not 9 <= sector_shift <= 12 or sector_shift + cluster_shift > 25:
        return False
    volume_bytes = _number(sector, 72, 8) << sector_shift
    return fats in (1, 2) and 0 < volume_bytes <= partition_bytes


def _is_sound_fat(sector: bytes, partition_bytes: int) -> bool:
    jumps = sector[0] == 0xE9 or (sector[0] == 0xEB and sector[2] == 0x90)
    sector_bytes, cluster_sectors = _number(sector, 11, 2), sector[13]
    if not jumps or sector_bytes not in (512, 1024, 2048, 4096) or cluster_sectors.bit_count() != 1:
        return False
    reserved, fats, media = _number(sector, 14, 2), sector[16], sector[21]
    if not reserved or fats not in (1, 2) or not (media == 0xF0 or media >= 0xF8):
        return False
    fat_sectors = _number(sector, 22, 2) or _number(sector, 36, 4)
    sectors = _number(sector, 19, 2) or _number(sector, 32, 4)
    holds_its_tables = fat_sectors > 0 and reserved + fats * fat_sectors < sectors
    return holds_its_tables and sectors * sector_bytes <= partition_bytes


def _number(sector: bytes, at: int, length: int) -> int:
    return int.from_bytes(sector[at : at + length], "little")
