"""The 0–100 values of ISO/IEC 29794-5:2025 beside our native ones: 29794-5-style, never conformant.

Formulas and constants are those of OFIQ 1.0.3 (BSI, MIT licence). They are information only: no check is
decided on them, because their curves were made for ranking pictures (20° of yaw still gives 88). Our native
values come from MediaPipe's points and mask instead of OFIQ's networks, so even a correct mapping does not
make them OFIQ's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

Map = Callable[[float], float]


def _sigmoid(x: float, middle: float, width: float) -> float:
    exponent = (middle - x) / width
    return 0.0 if exponent > 700.0 else 1.0 / (1.0 + math.exp(exponent))


def _rising(middle: float, width: float) -> Map:
    return lambda x: 100.0 * _sigmoid(x, middle, width)


def _falling(middle: float, width: float, height: float = 100.0) -> Map:
    return lambda x: height * (1.0 - _sigmoid(x, middle, width))


def _missing_share(x: float) -> float:
    return 100.0 * (1.0 - x)


def _angle(degrees: float) -> float:
    return 100.0 * max(0.0, math.cos(math.radians(degrees))) ** 2


def _luminance_mean(x: float) -> float:
    return 100.0 * _sigmoid(x, 0.2, 0.05) * (1.0 - _sigmoid(x, 0.8, 0.05))


def _luminance_variance(x: float) -> float:
    return 100.0 * math.sin(math.pi * 60.0 * x / (60.0 * x + 1.0))


def _head_covering(share: float) -> float:
    if share <= 0.0:
        return 100.0
    if share >= 0.95:
        return 0.0
    lowest, highest = _sigmoid(0.0, 0.02, 0.1), _sigmoid(0.95, 0.02, 0.1)
    return 100.0 * (highest - _sigmoid(share, 0.02, 0.1)) / (highest - lowest)


COMPONENTS: Mapping[str, Map] = MappingProxyType(
    {
        "UnifiedQualityScore": _rising(23.0, 2.6),
        "BackgroundUniformity": _falling(10.0, 100.0, 190.0),
        "IlluminationUniformity": lambda x: 100.0 * x**0.3,
        "LuminanceMean": _luminance_mean,
        "LuminanceVariance": _luminance_variance,
        "UnderExposurePrevention": lambda x: 120.0 * (0.832 - _sigmoid(x, 0.92, 0.05)),
        "OverExposurePrevention": lambda x: 1.0 / (x + 0.01),
        "DynamicRange": lambda x: 12.5 * x,
        "Sharpness": lambda x: -14.0 + 115.0 * _sigmoid(x, -20.0, 15.0),
        "CompressionArtifacts": lambda x: -0.0278 + 103.0 * _sigmoid(x, 0.3308, 0.092),
        "NaturalColour": _falling(0.0, 10.0, 200.0),
        "SingleFacePresent": _missing_share,
        "EyesOpen": _rising(0.02, 0.01),
        "MouthClosed": _falling(0.2, 0.06),
        "EyesVisible": _missing_share,
        "MouthOcclusionPrevention": _missing_share,
        "FaceOcclusionPrevention": _missing_share,
        "InterEyeDistance": _rising(70.0, 20.0),
        "HeadSize": lambda x: 200.0 * (1.0 - _sigmoid(abs(x - 0.45), 0.0, 0.05)),
        "LeftwardCropOfTheFaceImage": _rising(0.9, 0.1),
        "RightwardCropOfTheFaceImage": _rising(0.9, 0.1),
        "MarginAboveOfTheFaceImage": _rising(1.4, 0.1),
        "MarginBelowOfTheFaceImage": _rising(1.8, 0.1),
        "HeadPoseYaw": _angle,
        "HeadPosePitch": _angle,
        "HeadPoseRoll": _angle,
        "ExpressionNeutrality": _rising(-5000.0, 5000.0),
        "NoHeadCoverings": _head_covering,
    }
)
"""From native value to 0–100, unrounded, by the component's name in OFIQ's tables."""


def ofiq_scalar(component: str, native: float) -> int:
    """Return a component's 0–100 value for its native one; KeyError for an unknown component."""
    return min(100, max(0, math.floor(COMPONENTS[component](native) + 0.5)))


CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "background.uniform": "BackgroundUniformity",
        "light.overlap": "IlluminationUniformity",
        "light.mean": "LuminanceMean",
        "light.variance": "LuminanceVariance",
        "light.under": "UnderExposurePrevention",
        "light.over": "OverExposurePrevention",
        "light.entropy": "DynamicRange",
        "light.skin": "NaturalColour",
        "eyes.open": "EyesOpen",
        "mouth.closed": "MouthClosed",
        "eyes.visible": "EyesVisible",
        "face.occluded": "FaceOcclusionPrevention",
        "image.inter_eye": "InterEyeDistance",
        "pose.yaw": "HeadPoseYaw",
        "pose.pitch": "HeadPosePitch",
        "pose.roll": "HeadPoseRoll",
    }
)
"""Our checks whose native value is that of a component, but for the networks behind it.

Left out on purpose: `face.single` counts faces where OFIQ compares their areas; `image.sharpness`,
`image.compression`, `expression.neutral` and `head.covering` are other measures than OFIQ's forests and
networks; head size and margins are judged by the document's own millimetres. OFIQ divides the inter-eye
distance by cos(yaw), less than .4 % inside ±5°.
"""


def ofiq_value(check_id: str, native: float | None) -> int | None:
    """Return the 29794-5-style value 0–100 beside a check's native value; None where there is none."""
    component = CHECKS.get(check_id)
    return None if component is None or native is None else ofiq_scalar(component, native)
