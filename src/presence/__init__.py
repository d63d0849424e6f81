"""A player for voice-guided exercises: YAML in, a calm voice over a soft bed of sound out."""

__version__ = "0.1.0"
