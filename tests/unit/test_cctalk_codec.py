"""ccTalk packets as the specification prints them: 168 of Part 3, Appendices 11 and 16, CRC of Appendix 9."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hardware.payment.cctalk_codec import (
    BadFrame,
    Checksum,
    Frame,
    FrameParser,
    Header,
    Noise,
    crc_ccitt,
    decode,
    encode,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "cctalk.json").read_text(encoding="utf-8"))
PRINTED = [row for name in ("appendix11", "appendix16") for row in VECTORS[name]]
GOOD = [(row[0], bytes.fromhex(row[1])) for row in PRINTED if len(row) == 2]
MISPRINTED = [bytes.fromhex(row[1]) for row in PRINTED if len(row) == 3]


def test_there_are_168_printed_packets_and_one_is_misprinted():
    assert (len(GOOD), len(MISPRINTED)) == (167, 1)


@pytest.mark.parametrize(("direction", "packet"), GOOD)
def test_every_printed_packet_decodes_and_encodes_back(direction, packet):
    frame = decode(packet)
    assert encode(frame) == packet
    assert len(frame.data) == packet[1]
    if direction == "RX":
        assert (frame.destination, frame.header) == (1, Header.REPLY)
    else:
        assert frame.source == 1
        assert frame.header != Header.REPLY


def test_the_printed_dialogues_come_out_of_one_stream():
    parser = FrameParser()
    stream = b"".join(packet for _, packet in GOOD)
    assert parser.feed(stream, 0.0) == [decode(packet) for _, packet in GOOD]


def test_the_misprinted_packet_is_refused_and_does_not_swallow_the_next():
    (packet,) = MISPRINTED
    with pytest.raises(BadFrame, match="length byte promises 16"):
        decode(packet)
    parser = FrameParser()
    assert parser.feed(packet, 0.0) == []
    good = GOOD[0][1]
    assert parser.feed(good, 0.1) == [Noise(packet, "silence within a packet"), decode(good)]


@pytest.mark.parametrize("pair", VECTORS["crc"])
def test_crc_packets_of_the_specification(pair):
    sent, received = (bytes.fromhex(pair[way]) for way in ("tx", "rx"))
    question = decode(sent, Checksum.CRC)
    assert (question.destination, question.data, question.source) == (40, b"", None)
    assert question.header in {Header.RESET_DEVICE, Header.SIMPLE_POLL}
    assert encode(question, Checksum.CRC) == sent
    assert decode(received, Checksum.CRC) == Frame(1, Header.REPLY, b"", None)
    with pytest.raises(BadFrame, match="CRC"):
        decode(sent[:-1] + bytes((sent[-1] ^ 1,)), Checksum.CRC)


def test_crc_values_printed_in_appendix_9():
    assert crc_ccitt(bytes((40, 0, 1))) == 0x3F46
    assert crc_ccitt(bytes((1, 0, 0))) == 0x3730


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (b"", "at least"),
        (b"\x02\x00\x01\xfe", "at least"),
        (b"\x02\x00\x01\xfe\x00", "wrong checksum"),
        (b"\x02\x01\x01\xfe\xfe", "promises 6"),
    ],
)
def test_what_is_no_packet_is_refused(packet, why):
    with pytest.raises(BadFrame, match=why):
        decode(packet)


def test_what_cannot_be_sent_is_refused():
    with pytest.raises(BadFrame, match="256 bytes"):
        encode(Frame(2, 254, bytes(256)))
    with pytest.raises(BadFrame, match="source"):
        encode(Frame(2, 254, b"", None))


def test_a_packet_survives_short_gaps_and_dies_after_50_ms():
    packet = encode(Frame(1, 0, b"12", 2))
    parser = FrameParser()
    assert [parser.feed(bytes((byte,)), at * 0.049) for at, byte in enumerate(packet)][-1] == [decode(packet)]
    parser.feed(packet[:4], 1.0)
    assert parser.feed(b"", 1.05) == [Noise(packet[:4], "silence within a packet")]
    assert parser.feed(packet, 1.06) == [decode(packet)]


def test_our_echo_is_dropped_with_all_that_came_before_it():
    question = encode(Frame(2, Header.SIMPLE_POLL))
    late, fresh = encode(Frame(1, 0, b"late", 2)), encode(Frame(1, 0, b"", 2))
    parser = FrameParser(destination=1, source=2)
    parser.skip_echo(question)
    assert parser.feed(late + question[:2], 0.0) == []
    assert parser.feed(question[2:] + fresh, 0.001) == [decode(fresh)]


def test_packets_of_other_devices_are_passed_over():
    ours, other = encode(Frame(1, 0, b"a", 2)), encode(Frame(1, 0, b"b", 40))
    found = FrameParser(destination=1, source=2).feed(other + ours, 0.0)
    assert found == [Noise(other, "not addressed to us"), decode(ours)]
