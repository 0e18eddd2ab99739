"""One file a form of a difference: `render(difference)`, `render_folders(folders)` and `SUFFIX`; pure."""
