"""Transfer: runs and vectors that come from elsewhere and go there."""
