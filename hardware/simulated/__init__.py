"""The same devices as programs, the sitter before the camera, and the street in which they all stand."""
