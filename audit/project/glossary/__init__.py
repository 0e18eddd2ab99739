"""Glossaries as they are exchanged: tables (CSV) and TBX, as terms of a pair of languages."""
