"""What editors decide over a report: `decision` the words, `places` where findings lie, `file` how it is kept."""
