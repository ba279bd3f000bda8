"""Dossiers for programs: tracking for anybody with a code and a proof, an agency's dossiers for its own programs."""

from ninja import Router

from . import downloads, interrupting
from .reading import router as dossiers
from .tracking import router as tracking

router = Router()
router.add_router("", tracking)
router.add_router("", dossiers)

__all__ = ["downloads", "interrupting", "router"]
