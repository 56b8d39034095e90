"""What this machine measures: `make bench`. Every claim about speed is a ratio within one run."""
