"""Two reports of one text, or of a text and what became of it: findings that are new, gone, and still there."""
