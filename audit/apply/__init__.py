"""A review, carried out: `corrections` what it asks for, `edits` texts, `written` files, `dismissed` a baseline."""
