"""Whether a voice is fit to be interpreted: figures, limits and verdicts from its sound alone (docs/fitness.md)."""

from common.audio.fitness.meter import FitnessMeter, analyse

__all__ = ["FitnessMeter", "analyse"]
