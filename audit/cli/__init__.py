"""One file a command. The only rooms that write to the terminal or to disk."""
