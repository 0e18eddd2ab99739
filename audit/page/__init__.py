"""Pages of HTML: `report` puts an article's together from the other files; `style/` and `script/` are its parts."""
