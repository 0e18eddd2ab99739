"""Which files a check is about: found, paired with their sources, with their glossary, as they were before."""
