"""The seam to language models: `chat` answers under a schema, `score` gives the probability of given text."""
