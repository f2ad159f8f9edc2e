"""Colour as light: sRGB's curve, the camera's profile, the printer's, and how far two colours lie apart."""
