"""Languages that are too much alike to be told apart by a sentence, or to be translated word by word."""

from audit.language import base

_KIN = tuple(
    frozenset(group.split())
    for group in (
        "da no nb nn sv fo",
        "es pt gl ca oc an it ast ext vec lij",
        "fr gcf gcr ht oc wa",
        "cs sk",
        "hr sr bs sl sh",
        "ru uk be bg mk",
        "kk ky tt ba mn",
        "az tr tk crh",
        "id ms jv ace",
        "de lb nl af fy dsb hsb",
        "en pcm",
        "ar ary arz",
        "fa ps ur ckb sdh ug",
        "hi mr ne sa",
        "bn as",
        "zh yue wuu",
        "zu xh nso st",
        "tl bcl",
        "lv ltg",
    )
)


def are_kin(one: str | None, other: str | None) -> bool:
    """True for neighbours, and for two regions of one language; False where a language is not known."""
    pair = {base(one), base(other)}
    return "und" not in pair and (len(pair) < 2 or any(pair <= group for group in _KIN))
