"""The small words that every sentence of a language is full of, and that few of its neighbours share."""

from functools import cache

from audit.language import base

_WORDS = {
    "en": "the of and to in for is on that by this with you it not or be are from at as your all have new more an was"
    " we will can if has but when what which their there been no do does did please must should would could into its"
    " my our they them these those than then only just before after about who how why a",
    "de": "der die das und ist nicht ein eine einen einem einer eines den dem des mit von für auf zu im am sich auch"
    " als bei nach aus wird werden wurde sind oder sie ihr ihre ihren bitte kann können muss haben hat dass wenn noch"
    " nur über durch keine kein dieser diese dieses diesem diesen zum zur wie um vom bis ich wir",
    "fr": "le la les des est une un du dans pour que qui sur pas avec plus par ce cette ces vous votre vos nous au aux"
    " être sont ont été ou où il elle se sa son ses mais ne en et de pouvez doit tous aucun aucune lors leur",
    "es": "el los las del una un que en por con para es su sus se al lo como más pero está esta este esto son fue ha"
    " no si sin sobre ser todos todo puede debe cuando entre también usted hay ya y o de la",
    "pt": "o os as do da dos das uma um que em por com para é não se ao aos na no nas nos mais como mas foi são seu sua"
    " está este esta isso ou ser pode deve você todos quando também já sem sobre pelo pela de e",
    "it": "il lo gli le della del dei delle di che è un una per con non in sono si al alla alle nel nella da dal più"
    " come ma anche questo questa questi essere può deve tutti suo sua o se ha hanno stato dopo",
    "nl": "de het een van en is niet dat op te voor met zijn aan er om ook als door bij uit naar worden wordt deze dit"
    " kan heeft hebben u uw je moet maar nog geen wel over alle tot of",
    "sv": "och att det som en ett är på för av med den inte till har om de du kan från din vill ska eller när var så"
    " detta denna måste alla inga ingen efter vid under",
    "da": "og at det som en et er på for af med den ikke til har om de du kan fra din vil skal eller når var så dette"
    " denne må alle ingen efter ved under der",
    "no": "og at det som en et er på for av med den ikke til har om de du kan fra din vil skal eller når var så dette"
    " denne må alle ingen etter ved under der",
    "fi": "ja on ei että se hän oli ole joka kun tai mutta sen ovat ole tämä tämän niin kuin voi jos myös vain ennen"
    " jälkeen mukaan sinun tällä kaikki",
    "pl": "i w na z się nie do jest to że o jak za po od dla przez oraz są być może ten ta te tego tej lub czy już"
    " tylko został został twoje twój wszystkie",
    "cs": "a se na je v že s z do o pro to jako za od po ale by k nebo jsou byl být tento tato toto není musí může"
    " pouze pokud váš vaše při které který",
    "sk": "a sa na je v že s z do o pre to ako za od po ale by k alebo sú bol byť tento táto toto nie musí môže iba ak"
    " váš vaše pri ktoré ktorý",
    "hu": "a az és hogy nem is egy van volt ez meg csak már de ha vagy lehet kell mint ezt azt minden nincs után előtt",
    "ro": "și în de la a cu pe nu este un o din care să pentru mai sau ce au fost sunt acest această dacă fi al ale"
    " dumneavoastră trebuie poate",
    "tr": "ve bir bu için ile da de olarak daha çok en gibi kadar sonra olan veya değil var ne lütfen tüm her ama"
    " olmalıdır mı mi",
    "ru": "и в не на что с по для это как из к от но за или у вы о же если при его все так был быть ваш только может"
    " будет этот эта эти до",
    "uk": "і в не на що з по для це як із до від але за або у ви про ж якщо при його всі так був бути ваш тільки може"
    " буде цей ця ці та",
    "ar": "في من على إلى هذا هذه أن لا ما التي الذي أو عن مع كان بعد قبل كل يجب تم لم هو هي لقد ليس غير كما إن",
    "fa": "در از به را که این است با برای یا شما و آن می باید هر نیست بر شود کنید باشد خود نمی تا",
    "id": "yang dan di untuk dengan ini dari tidak pada ke adalah dalam atau akan anda itu oleh sudah harus bisa dapat"
    " tersebut sebuah jika semua",
    "vi": "và của là không có được cho trong một các này với để bạn khi đã từ người những hoặc phải vui lòng",
}


_SHARED = 5


@cache
def rivals(language: str | None) -> tuple[frozenset[str], ...]:
    """The small words of other languages that share some with this one: a French sentence has Spanish ones."""
    own = function_words(language)
    others = (function_words(code) for code in _WORDS)
    return tuple(other for other in others if other != own and len(own & other) >= _SHARED)


@cache
def function_words(language: str | None) -> frozenset[str]:
    """In lower case; none where the language is not known here."""
    code = base(language)
    return frozenset(_WORDS.get("no" if code in ("nb", "nn") else code, "").split())
