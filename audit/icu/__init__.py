"""ICU messages: `message` parses them with places, `sentences` reads their branches."""
