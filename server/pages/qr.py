"""A link as a picture that a phone's camera reads."""

from __future__ import annotations

import segno

__all__ = ["qr_picture"]


def qr_picture(link: str) -> str:
    """The QR code as a `data:` address for an image, dark on white also where the page is dark."""
    code: str = segno.make(link, error="m", micro=False).svg_data_uri(scale=6, border=4, dark="#1b1b1b", light="#fff")
    return code
