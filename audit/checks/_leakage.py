"""What translating models say to whoever asked them, in a dozen languages. For re.IGNORECASE.

Each line has a cue, in lower case, without which its pattern is not tried.
"""

import re

ANYWHERE = {
    "as an ai": r"\bas an ai (?:language model|assistant|model|translator)\b[^.\n]*",
    "large language model": r"\bas a large language model\b[^.\n]*",
    "cannot translate": r"\b(?:i(?:['’]m sorry,? but i)?|sorry,? i) cannot translate\b[^.\n]*",
    "can't translate": r"\b(?:i(?:['’]m sorry,? but i)?|sorry,? i) can['’]t translate\b[^.\n]*",
    "translation of the": r"\b(?:here is|here['’]s|below is) (?:the|a|your) (?:\w+ )?translation of the"
    r" (?:text|string|sentence|following|provided|given)[^:\n]*:?",
    "<translation": r"</?translation>",
    "<target": r"</?target_?text>",
    "<think": r"</?think(?:ing)?>",
    "<|": r"<\|[a-z_]{2,20}\|>",
    "[/inst": r"\[/?INST\]",
    "[translation": r"\[translation(?: here)?\]",
    "[insert": r"\[insert [^\]\n]{1,60}\]",
    "translator's note": r"[(\[]translator['’]s note:[^)\]\n]*[)\]]",
    "translation error": r"\(translation error\b[^)\n]*\)?",
    "als ki-": r"\bals (?:ein )?ki-(?:sprachmodell|modell|assistent)\b[^.\n]*",
    "als sprachmodell": r"\bals (?:ki-)?sprachmodell\b[^.\n]*",
    "en tant qu": r"\ben tant qu['’](?:ia\b|intelligence artificielle|assistant ia|modèle de langage)[^.\n]*",
    "modèle de langage": r"\ben tant que modèle de langage\b[^.\n]*",
    "como modelo de l": r"\bcomo (?:un )?modelo de l(?:enguaje|inguagem)\b[^.\n]*",
    "modello linguistico": r"\bcome (?:un )?modello linguistico\b[^.\n]*",
    "taalmodel": r"\bals (?:een )?(?:ai-)?taalmodel\b[^.\n]*",
    "языковая модель": r"\bкак (?:большая )?языковая модель\b[^.\n]*",
    "model językowy": r"\bjako (?:duży )?model językowy\b[^.\n]*",
    "dil modeli": r"\bbir (?:yapay zeka )?dil modeli olarak\b[^.\n]*",
    "语言模型": r"作为(?:一个|一款)?(?:AI|人工智能|大型?)?(?:语言模型|助手)[^。\n]*",
    "言語モデル": r"(?:AI|大規模)?言語モデルとして[^。\n]*",
    "언어 모델": r"(?:AI |인공지능 )?언어 모델로서[^.\n]*",
    "نموذج لغ": r"(?:بصفتي|كوني|باعتباري) نموذج(?:ا|ًا)? لغوي[^.\n]*",
}
"""Wrong wherever they stand outside quotation marks."""

AT_START = {
    "sure": r"sure(?:!|,|\.| thing!?) (?:here(?:['’]s| is| are)|i can|the translation)\b[^:\n]*:?",
    "certainly": r"certainly[!,.] (?:here(?:['’]s| is| are)|the translation)\b[^:\n]*:?",
    "of course": r"of course[!,.] here(?:['’]s| is| are)\b[^:\n]*:?",
    "translated text": r"(?:here(?:['’]s| is) (?:the|your) )?translated text:",
    "translation": r"(?:here(?:['’]s| is) (?:the|your|a) (?:\w+ ){0,2})?translation(?: (?:in)?to \w+| \(\w+\))?:",
    "übersetzung": r"(?:hier ist (?:die|ihre|deine|eine) )?(?:\w+ )?übersetzung(?: ins \w+)?:",
    "traduction": r"(?:voici (?:la|votre|une) )?traduction(?: en \w+| \w+)?\s?:",
    "traducción": r"(?:aquí (?:está|tienes?) (?:la|su|tu) )?traducción(?: al \w+)?:",
    "tradução": r"(?:aqui está (?:a|sua) )?tradução(?: para \w+(?: \w+)?)?:",
    "traduzione": r"(?:ecco la )?traduzione(?: in \w+)?:",
    "vertaling": r"(?:hier is de )?vertaling(?: naar het \w+)?:",
    "перевод": r"(?:вот )?перевод(?: на \w+(?: язык)?)?:",
    "переклад": r"(?:ось )?переклад(?: \w+)?:",
    "tłumaczenie": r"(?:oto )?tłumaczenie(?: na \w+)?:",
    "çeviri": r"(?:işte )?çeviri(?:si)?:",
    "翻译": r"(?:以下是|这是)?(?:中文)?(?:翻译|译文)(?:结果|如下)?[:：]",
    "译文": r"(?:以下是|这是)?(?:中文)?译文(?:如下)?[:：]",
    "翻訳": r"(?:以下(?:は|が))?(?:日本語)?(?:の)?翻訳(?:です)?[:：]",
    "번역": r"(?:다음은 )?(?:한국어 )?번역(?:입니다)?[:：]",
    "ترجم": r"(?:إليك |هذه )?(?:ال)?ترجمة[:：]",
    "```": r"```\w*",
}
"""Wrong at the beginning of a string or an article."""

NOTES = {
    "note": r"\((?:translation )?note\s?:[^)\n]*\)?",
    "hinweis": r"\(hinweis\s?:[^)\n]*\)?",
    "anmerkung": r"\(anmerkung(?: \w+){0,2}\s?:[^)\n]*\)?",
    "remarque": r"\(remarque(?: \w+){0,2}\s?:[^)\n]*\)?",
    "nota": r"\(nota(?: \w+){0,2}\s?:[^)\n]*\)?",
    "примечание": r"\(примечание(?: \w+)?\s?:[^)\n]*\)?",
    "uwaga": r"\(uwaga\s?:[^)\n]*\)?",
    "注": r"[（(](?:译者)?注(?:释|意)?[:：][^)）\n]*[)）]?",
}
"""Wrong where the source has no bracket and no note."""
OF_TRANSLATION = re.compile(
    r"translat|übersetz|tradu|vertal|перев|перекл|tłumacz|çevir|翻|译|譯|訳|번역|ترجم", re.IGNORECASE
)
"""What a source says that speaks of translation itself."""
OF_NOTES = re.compile(r"[(（]|\bnote\b|\bn\.?b\.|hinweis|remarque|nota\b|примечание|注", re.IGNORECASE)
