"""The version of the engine; every run notes which one trained it."""

VERSION = "0.1.0"
