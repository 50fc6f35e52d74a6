"""Wherever threads or processes meet: chance, drawn from a seed, decides who goes on."""
