"""What the user's `audit.toml`, or `[tool.audit]` in pyproject.toml, says. The keys are declared in `keys`."""
