"""Dossiers for programs: tracking for anybody with a code and a proof, an agency's dossiers for its own programs."""

from ninja import Router

from .tracking import router as tracking
from .writing import router as dossiers

router = Router()
router.add_router("", tracking)
router.add_router("", dossiers)

__all__ = ["router"]
