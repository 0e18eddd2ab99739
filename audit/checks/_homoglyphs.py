"""Letters that look like a letter of another script (Unicode's confusables, as far as they are the same in most fonts).

Each table says, letter by letter, which Latin one the other is taken for.
"""

_CYRILLIC = dict(zip("аеорсухіјѕһԁԛԝАВЕЅІЈКМНОРСТУХҮ", "aeopcyxijshdqwABESIJKMHOPCTYXY", strict=True))
_GREEK = dict(zip("ονΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ovABEZHIKMNOPTYX", strict=True))

TO_LATIN = str.maketrans(_CYRILLIC | _GREEK)
TO_CYRILLIC = str.maketrans({latin: letter for letter, latin in _CYRILLIC.items() if letter not in "ѕһԁԛԝЅҮ"})
TO_GREEK = str.maketrans({latin: letter for letter, latin in _GREEK.items()})
