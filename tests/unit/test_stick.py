"""Which disk is a customer's stick, and what may lie on it: decided from a listing and one sector."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.portability.block_devices import block_devices
from kiosk.portability.stick import (
    LARGEST_BYTES,
    SMALLEST_BYTES,
    BlockDevice,
    Outcome,
    Partition,
    Refused,
    choose_partition,
    choose_stick,
    file_system_of,
)

GIB = 1024**3
PART = Partition("sdb1", 7 * GIB)
STICK = BlockDevice("sdb", 8 * GIB, True, False, False, frozenset({8}), (PART,))
DISK = BlockDevice("vda", 64 * GIB, False, False, True, None, ())
EMPTY_SLOT = replace(STICK, name="sdc", size_bytes=0, partitions=())


def fat(sectors: int = 1000) -> bytes:
    """Return the first sector of a FAT16 volume, as mkfs.fat writes it."""
    head = bytes.fromhex(
        "eb3c906d6b66732e666174000204040002000200 00f8 0800 2000 0200 00000000".replace(" ", "")
    )
    return (head + sectors.to_bytes(4, "little")).ljust(510, b"\0") + b"\x55\xaa"


def exfat(sectors: int = 1000) -> bytes:
    """Return the first sector of an exFAT volume, as mkfs.exfat writes it."""
    head = b"\xeb\x76\x90EXFAT   " + bytes(61) + sectors.to_bytes(8, "little")
    return (head.ljust(108, b"\0") + bytes([9, 3, 1, 0x80])).ljust(510, b"\0") + b"\x55\xaa"


def test_a_stick_among_the_machines_own_disks_is_found() -> None:
    assert choose_stick([DISK, EMPTY_SLOT, STICK]) == STICK
    assert choose_partition(STICK, lambda _: fat()) == (PART, "vfat")
    whole = replace(STICK, partitions=())
    assert choose_partition(whole, lambda _: exfat()) == (Partition("sdb", 8 * GIB), "exfat")
    two = replace(STICK, partitions=(PART, Partition("sdb2", GIB)))
    sectors = {"sdb1": bytes(512), "sdb2": fat()}
    assert choose_partition(two, lambda part: sectors[part.name])[0].name == "sdb2"


@pytest.mark.parametrize(
    ("devices", "outcome"),
    [
        ([DISK, EMPTY_SLOT], Outcome.NO_STICK),
        ([replace(STICK, in_use=True)], Outcome.NO_STICK),
        ([replace(STICK, removable=False)], Outcome.NO_STICK),
        ([replace(STICK, usb_classes=None)], Outcome.NO_STICK),
        ([STICK, replace(STICK, name="sdc")], Outcome.SEVERAL_STICKS),
        ([replace(STICK, usb_classes=frozenset({8, 3}))], Outcome.NOT_ONLY_A_STICK),  # it types, too
        ([replace(STICK, usb_classes=frozenset({8, 255}))], Outcome.NOT_ONLY_A_STICK),
        ([replace(STICK, usb_classes=frozenset())], Outcome.NOT_ONLY_A_STICK),
        ([replace(STICK, size_bytes=SMALLEST_BYTES - 1)], Outcome.ODD_SIZE),
        ([replace(STICK, size_bytes=LARGEST_BYTES + 1)], Outcome.ODD_SIZE),
        ([replace(STICK, read_only=True)], Outcome.WRITE_PROTECTED),
    ],
)
def test_what_is_no_plain_stick_is_refused(devices: list[BlockDevice], outcome: Outcome) -> None:
    with pytest.raises(Refused) as refused:
        choose_stick(devices)
    assert refused.value.outcome is outcome


def test_only_sound_fat_and_exfat_are_taken() -> None:
    assert file_system_of(fat(), 512_000) == "vfat"
    assert file_system_of(exfat(), 512_000) == "exfat"
    assert file_system_of(fat(), 511_999) is None  # claims more than there is
    assert file_system_of(exfat(), 511_999) is None
    assert file_system_of(fat(sectors=17), 512_000) is None  # no room beyond its own tables
    assert file_system_of(exfat(sectors=1 << 60), LARGEST_BYTES) is None
    ntfs = b"\xebR\x90NTFS    \x00\x02\x08".ljust(510, b"\0") + b"\x55\xaa"
    ext4 = bytes(512)
    for odd in (ntfs, ext4, fat()[:511], b"", fat()[:-2] + b"\0\0"):
        assert file_system_of(odd, GIB) is None
        with pytest.raises(Refused):
            choose_partition(STICK, lambda _, odd=odd: odd)


@settings(deadline=None)
@given(st.binary(max_size=600), st.integers(0, 2**64), st.sampled_from([fat(), exfat()]), st.data())
def test_no_first_sector_makes_the_reader_fail(noise, size, sound, data) -> None:
    assert file_system_of(noise, size) in (None, "vfat", "exfat")
    at = data.draw(st.integers(0, 511))
    odd = (sound[:at] + noise + sound[at + len(noise) :])[:512]
    assert file_system_of(odd, size) in (None, "vfat", "exfat")


def test_the_listing_is_read_from_sys(tmp_path: Path) -> None:
    usb = tmp_path / "sys/devices/pci0/usb1/1-2"
    for number, usb_class in ((0, "08"), (1, "03")):
        put(usb / f"1-2:1.{number}/bInterfaceClass", usb_class)
    put(usb / "idVendor", "abcd")
    stick = usb / "1-2:1.0/host0/target0/0:0:0:0/block/sdb"
    disk(stick, removable="1", number="8:16", sectors=2000)
    for part, number in (("sdb1", "8:17"), ("sdb10", "8:26"), ("sdb2", "8:18")):
        put(stick / part / "partition", "1")
        put(stick / part / "size", "1000")
        put(stick / part / "dev", number)
    disk(tmp_path / "sys/devices/virtio0/block/vda", removable="0", number="254:0", sectors=9000)
    (tmp_path / "sys/devices/odd/block/sdz").mkdir(parents=True)  # on its way out: its files are gone
    (tmp_path / "sys/block").mkdir()
    for place in (tmp_path / "sys/devices").glob("**/block/*"):
        (tmp_path / "sys/block" / place.name).symlink_to(place)
    put(tmp_path / "proc/self/mountinfo", "21 1 254:0 / / rw - ext4 /dev/root rw")

    found = {device.name: device for device in block_devices(tmp_path / "sys", tmp_path / "proc")}
    assert set(found) == {"sdb", "vda"}
    assert found["vda"].in_use
    assert found["vda"].usb_classes is None
    parts = tuple(Partition(name, 512_000) for name in ("sdb1", "sdb2", "sdb10"))
    assert found["sdb"] == BlockDevice("sdb", 1_024_000, True, False, False, frozenset({8, 3}), parts)
    put(tmp_path / "proc/self/mountinfo", "21 1 8:26 / /media rw - vfat /dev/sdb10 rw")
    assert {
        device.name for device in block_devices(tmp_path / "sys", tmp_path / "proc") if device.in_use
    } == {"sdb"}


def disk(place: Path, removable: str, number: str, sectors: int) -> None:
    for name, text in {"removable": removable, "ro": "0", "dev": number, "size": str(sectors)}.items():
        put(place / name, text)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")
