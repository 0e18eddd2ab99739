"""What editors decide over a report: `decision` the words, `places` where findings lie, `file` and `keep` what is kept.

`entries` checks what is added, `merge` puts reviews together, `conflicts` says where reviewers differ.
"""
