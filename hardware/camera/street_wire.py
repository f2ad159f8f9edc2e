"""How the camera process and its client talk: JSON packets on a Unix SOCK_SEQPACKET socket, pixels in memory.

On connecting the server sends one `RingPacket` with two descriptors: the ring's memory and an eventfd that it
raises with every picture. The client may send a `BurstRequest` at any time; the server answers with a
`RingPacket` and the descriptor of another ring that holds exactly those pictures.
"""

from __future__ import annotations

import array
import os
import socket

from pydantic import BaseModel, ConfigDict, Field

from hardware.camera.frame_ring import RingShape

MAX_PACKET_BYTES = 1024
MAX_SIDE_PX = 8192
MAX_BURST = 20


class RingPacket(BaseModel):
    """The shape of a ring whose descriptors come with this packet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    width_px: int = Field(ge=1, le=MAX_SIDE_PX)
    height_px: int = Field(ge=1, le=MAX_SIDE_PX)
    slots: int = Field(ge=1, le=MAX_BURST)
    streams_stills: bool = False

    @property
    def shape(self) -> RingShape:
        """The same as the ring's own type."""
        return RingShape(self.width_px, self.height_px, self.slots)

    @classmethod
    def of(cls, shape: RingShape, *, streams_stills: bool = False) -> RingPacket:
        """Return the packet that announces a ring of this shape."""
        return cls(
            width_px=shape.width_px,
            height_px=shape.height_px,
            slots=shape.slots,
            streams_stills=streams_stills,
        )


class BurstRequest(BaseModel):
    """Asks for `count` pictures of full resolution, taken in a row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    burst: int = Field(ge=1, le=MAX_BURST)


def receive_with_descriptors(link: socket.socket, most: int) -> tuple[bytes, list[int]]:
    """Return one packet and up to `most` descriptors, never inherited by children; raises OSError."""
    room = socket.CMSG_SPACE(most * array.array("i").itemsize)
    packet, ancillary, _, _ = link.recvmsg(MAX_PACKET_BYTES, room, socket.MSG_CMSG_CLOEXEC)
    descriptors = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    return packet, list(descriptors)


def close_all(descriptors: list[int]) -> None:
    """Close the descriptors that came with a packet."""
    for descriptor in descriptors:
        os.close(descriptor)
