"""MediaPipe's face mesh, told with every picture whether to look for further faces or to follow those it has.

Its own graph looks for faces in every picture as long as it has fewer than it may find: with room for a
second face, in all pictures of a customer who is alone, which costs half as much again as the mesh itself.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

_ITS_OWN_GATE = "DISALLOW:prev_has_enough_faces"


def mesh_graph(face_mesh: ModuleType, max_faces: int, *, streaming: bool) -> Any:  # noqa: ANN401 - no types
    """Start the mesh with irises; `face_mesh` is `mediapipe.python.solutions.face_mesh`.

    Its `process({"image": rgb, "follow": bool})` answers as that of `FaceMesh` does. With `follow`, only the
    faces of the last picture are found again. Confidences are the graph's own, .5 each.
    """
    bindings = importlib.import_module("mediapipe.python._framework_bindings")
    calculators = importlib.import_module("mediapipe.framework.calculator_pb2")
    root = Path(face_mesh.__file__ or "").parents[3]
    bindings.resource_util.set_resource_dir(str(root))
    shipped = bindings.validated_graph_config.ValidatedGraphConfig()
    shipped.initialize(binary_graph_path=str(root / face_mesh._BINARYPB_FILE_PATH))  # noqa: SLF001
    graph = calculators.CalculatorGraphConfig.FromString(shipped.binary_config)
    (gate,) = (node for node in graph.node if _ITS_OWN_GATE in node.input_stream)
    gate.input_stream.remove(_ITS_OWN_GATE)
    gate.input_stream.append("DISALLOW:follow")
    graph.input_stream.append("FOLLOW:follow")
    return face_mesh.SolutionBase(
        graph_config=graph,
        side_inputs={"num_faces": max_faces, "with_attention": True, "use_prev_landmarks": streaming},
        outputs=["multi_face_landmarks"],
    )
