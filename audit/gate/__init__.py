"""The gate of CI: files checked, findings known again, silenced or failing. See docs/architecture.md."""
