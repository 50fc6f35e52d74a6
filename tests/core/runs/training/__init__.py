"""Training a run: pauses, steps and damage leave no trace in what comes out."""
