"""Measuring a booth's zero: the pose that is seen of somebody who looks straight into the lens. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiosk.compliance.pose import Pose

HOLD_S = 3.0
STEADY_DEG = 1.5
"""Yaw, pitch and roll may spread by so much (standard deviation); the mesh itself jitters by .6° of pitch."""

LARGEST_DEG = 15.0
"""A camera further askew is to be hung straight, not to be calculated straight."""

FEWEST_POSES = 10


@dataclass(frozen=True, slots=True)
class Holding:
    """The poses seen since the head has been steady, each with its time."""

    since_s: float = 0.0
    poses: tuple[Pose, ...] = ()
    askew: bool = False

    def share(self, now_s: float) -> float:
        """Return how much of the time is over, 0 to 1."""
        return min(1.0, (now_s - self.since_s) / HOLD_S) if self.poses else 0.0

    def zero(self, now_s: float) -> Pose | None:
        """Return the median pose once the head was steady for long enough."""
        if now_s - self.since_s < HOLD_S or len(self.poses) < FEWEST_POSES:
            return None
        yaw, pitch, roll = np.median(_table(self.poses), axis=0)
        return Pose(float(yaw), float(pitch), float(roll))


def hold(now: Holding, pose: Pose | None, now_s: float) -> Holding:
    """Return what is known after one more picture; without a face or with a restless one it begins anew."""
    if pose is None:
        return Holding()
    poses = (*now.poses, pose) if now.poses else (pose,)
    since_s = now.since_s if now.poses else now_s
    if max(abs(pose.yaw_deg), abs(pose.pitch_deg), abs(pose.roll_deg)) > LARGEST_DEG:
        return Holding(askew=True)
    if float(_table(poses).std(axis=0).max()) > STEADY_DEG:
        return Holding(now_s, (pose,))
    return Holding(since_s, poses)


def _table(poses: tuple[Pose, ...]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([(pose.yaw_deg, pose.pitch_deg, pose.roll_deg) for pose in poses])
