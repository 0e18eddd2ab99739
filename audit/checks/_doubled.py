"""Words that may stand twice in a row, and the company in which others may."""

import re

FINE = {
    "en": "had that very so no ha bye knock yes is in on up out her long far really much too many blah hear there"
    " tut la da do it was will may can night chop tsk yo aye boo tom mahi piri tuk cha hush hip now well never more",
    "de": "die der das den dem sie ja nein so sehr ganz viel an auf in zu wenn was mit nach vor aus es ab um ihr bei",
    "fr": "nous vous très non oui bien si en faire tout que plus la le les ce se ha trop jamais",
    "es": "muy no sí si ya que casi poco lo la ja más se nunca jamás",
    "pt": "muito não sim já que quase logo se ha mais nunca",
    "nl": "die dat zij heel nou er is was had zijn haar ja nee in op aan uit te zeer over door",
    "sv": "den det som mycket på i ja nej av är ut in om att väldigt upp",
    "da": "den det som meget på i ja nej af er ud ind om at der have til op",
    "no": "den det som meget på i ja nei av er ut inn om at der ha til opp svært",
    "pl": "bardzo już nie tak no się co to",
    "cs": "velmi už ne ano se si to je co",
    "ru": "очень да нет что то было и чуть ну ни так вот давно никогда",
    "uk": "дуже так ні що то було ну ні ось давно ніколи",
}
"""Words that may stand twice, by language. A language that is not here is not checked."""
PIVOTS = "and or by after to in upon on for he she it they we you i there und oder et ou y e и та og och en o"
"""Words with which a pair may repeat: "more and more and more"; "what he knew he knew from books"."""
RELATIVE = re.compile(r"\b(?:what|who|that|which|how|where|all)(?:ever)?+\W{1,2}(?:\w+\W{1,2}){0,2}$", re.IGNORECASE)
"""Before a verb that ends one clause and begins the next: "what matters matters"."""
NO_VERBS = "the a an of to at and with from by this these or for as be not but his their its our my on in"
"""Words that no clause ends with and the next begins with."""
