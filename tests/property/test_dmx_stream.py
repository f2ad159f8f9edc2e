"""Frames survive any cutting of the stream, and noise before them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hardware.lights.dmx_codec import FrameParser, WidgetFrame, encode

frames = st.builds(WidgetFrame, st.integers(0, 255), st.binary(max_size=600))


@given(st.lists(frames, max_size=4), st.data())
def test_frames_come_out_as_they_went_in_however_the_stream_is_cut(sent, data):
    stream = b"".join(map(encode, sent))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    parser = FrameParser()
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert [frame for piece in pieces for frame in parser.feed(piece)] == sent


@given(st.binary(max_size=200).filter(lambda noise: 0x7E not in noise), frames)
def test_noise_before_a_frame_is_skipped(noise, frame):
    assert FrameParser().feed(noise + encode(frame)) == [frame]


@given(st.binary(max_size=400))
def test_noise_never_hides_frames_for_ever(noise):
    frame = WidgetFrame(10, b"1234")
    parser = FrameParser()
    parser.feed(noise)
    found = [found for _ in range(80) for found in parser.feed(encode(frame))]
    assert frame in found
