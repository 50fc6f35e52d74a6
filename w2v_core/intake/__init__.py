"""Intake: how a text comes in: samples, files of the server, a look into files, encoding."""
