"""The version of the engine; every run notes which one trained it."""

__version__ = "0.1.0"
