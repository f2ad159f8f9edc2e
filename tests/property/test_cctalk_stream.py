"""Whatever the wire does to chunks, the ccTalk parser finds the packets, and nothing it finds is made up."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hardware.payment.cctalk_codec import SILENCE_S, Checksum, Frame, FrameParser, decode, encode

bytes_ = st.integers(0, 255)
simple = st.builds(Frame, bytes_, bytes_, st.binary(max_size=40), bytes_)
crc = st.builds(Frame, bytes_, bytes_, st.binary(max_size=40), st.none())
replies = st.builds(Frame, st.just(1), st.just(0), st.binary(max_size=12), st.just(2))


def chunks(stream: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]


def frames_of(found):
    return [item for item in found if isinstance(item, Frame)]


@given(st.one_of(st.tuples(simple, st.just(Checksum.SIMPLE)), st.tuples(crc, st.just(Checksum.CRC))))
def test_round_trip(pair):
    frame, checksum = pair
    assert decode(encode(frame, checksum), checksum) == frame


@given(st.lists(simple, max_size=6), st.lists(st.integers(0, 10_000), max_size=12))
def test_packets_back_to_back_in_chunks_of_any_size(frames, cuts):
    parser = FrameParser()
    stream = b"".join(map(encode, frames))
    assert [item for chunk in chunks(stream, cuts) for item in parser.feed(chunk, 0.0)] == frames


@given(
    st.lists(st.tuples(st.binary(max_size=30), replies), max_size=5),
    st.lists(st.integers(0, 9999), max_size=9),
)
def test_after_garbage_and_a_silence_every_packet_is_found(parts, cuts):
    parser = FrameParser(destination=1, source=2)
    now_s, found = 0.0, []
    for garbage, frame in parts:
        parser.feed(garbage, now_s)
        now_s += SILENCE_S
        for chunk in chunks(encode(frame), cuts):
            found += frames_of(parser.feed(chunk, now_s))
        now_s += 1.0
    assert found == [frame for _, frame in parts]


@given(st.binary(max_size=30).filter(lambda garbage: 1 not in garbage), replies)
def test_without_a_silence_the_packet_behind_garbage_is_found_by_its_address(garbage, frame):
    assert frames_of(FrameParser(destination=1, source=2).feed(garbage + encode(frame), 0.0)) == [frame]


@given(st.binary(max_size=120), st.lists(st.integers(0, 120), max_size=6))
def test_noise_alone_never_raises_and_every_byte_is_accounted_for(noise, cuts):
    parser = FrameParser()
    found = [item for chunk in chunks(noise, cuts) for item in parser.feed(chunk, 0.0)]
    found += parser.feed(b"", SILENCE_S)
    rebuilt = b"".join(encode(item) if isinstance(item, Frame) else item.data for item in found)
    assert rebuilt == noise


@given(replies, st.integers(0, 16), st.integers(1, 255))
def test_one_wrong_byte_never_passes_as_a_packet(frame, at, flip):
    packet = bytearray(encode(frame))
    packet[at % len(packet)] ^= flip
    parser = FrameParser(destination=1, source=2)
    found = parser.feed(bytes(packet), 0.0) + parser.feed(b"", SILENCE_S)
    assert frame not in found
    assert all(len(encode(item)) < len(packet) for item in frames_of(found))
