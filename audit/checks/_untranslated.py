"""English words of user interfaces that no other language writes like that.

Left out on purpose: Status, Name, Version, Menu, File, Home, Download, Password, Update, Reset, Privacy and their like,
which one language or another has taken over or writes alike, and the names of keys (Enter, Return).
"""

_WORDS = """
about accepted accepting activate add added adding advanced again allow allowed already always another any applied
apply are available back because become before begin between block blocked both bottom cancel canceled cancelled
cannot changed changes changing choose clear click close closed connected connecting connection continue could created
creating current currently decline default delete deleted deleting deny details disable disabled discard disconnect
dismiss does done downloaded downloading each edit edited empty enable enabled entered every everyone everything
expired failed failure fewer finished folder folders follow following forgot forgotten found friends getting given
hidden hide incorrect invite keep know language learn leave length like loading locked logged lost make manage missing
more moved multiple must never newer next nothing now off older once only opened opening other others overwrite paste
payment pending people please previous purchase read receive received refresh remember remove removed removing rename
replace reply required resend restore retry save saved saving search select selected sending sent settings share
shared should showing shown sign something started stopped submit submitted successfully thank thanks their these they
this those through today tomorrow too unable unavailable unknown unlock until updated updating uploaded uploading
using verify waiting warning welcome were what when where which while with within without write wrong yes yesterday
you your
"""
ENGLISH = frozenset(_WORDS.split())
