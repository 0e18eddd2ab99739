"""What websites put around and into their stories, as whole lines. For re.IGNORECASE and re.fullmatch.

A headline follows the links (`_TITLE`: no small letter first, no full stop last); forms are whole phrases.
"""

import re

_TITLE = r"\s?[:：–—|-]?\s+(?-i:[^\W\d_a-zа-я]|[“\"‘'\d]).{2,180}[^.。\s]"
_AFTER_COLON = r"\s?[:：]\s*\S.{2,200}"
_REST = r"\b.{0,120}"

_LINKS = (
    rf"see also{_TITLE}",
    rf"(?:read (?:more|also|next)|also read|related|don['’]t miss|watch|you (?:may|might) also like){_AFTER_COLON}",
    r"read more|related (?:articles?|stories|posts|news|content|topics)(?:\s?:.{0,200})?|you (?:may|might) also like:?",
    r"advertise?ment|sponsored(?: content)?|recommended for you|story continues below(?: (?:this )?advertisement)?",
    rf"continue reading(?: below)?|(?:article|story) continues (?:below|after).{{0,40}}|click here{_REST}",
    # German, French, Spanish
    rf"siehe auch{_TITLE}|(?:lesen sie (?:auch|mehr|dazu)|mehr zum thema|lesetipp){_AFTER_COLON}",
    r"anzeige|werbung|mehr zum thema|das könnte (?:sie|dich) auch interessieren:?|klicken sie hier.{0,120}",
    rf"voir aussi{_TITLE}|(?:(?:à )?lire (?:aussi|également)|lire la suite|sur le même sujet){_AFTER_COLON}",
    r"publicité|à lire aussi|lire la suite|articles (?:similaires|connexes|liés)|cliquez ici.{0,120}",
    rf"(?:véase|ver|vea) también{_TITLE}|(?:le(?:a|e|er) (?:también|más)|te puede interesar){_AFTER_COLON}",
    r"publicidad|te puede interesar|leer más|(?:artículos|noticias) relacionad[ao]s|ha(?:z|ga) clic aquí.{0,120}",
    # Russian, Chinese
    rf"смотрите также{_TITLE}|(?:читайте (?:также|ещё|еще)|читать (?:также|далее)|по теме){_AFTER_COLON}",
    r"реклама|читать далее|похожие (?:статьи|новости|материалы)|материалы по теме|нажмите здесь.{0,120}",
    r"(?:相关(?:阅读|文章|新闻|报道)|延伸阅读|推荐阅读|相關(?:閱讀|文章|新聞)|延伸閱讀)(?:\s?[:：].{0,200})?|另[见見][:：].{2,200}",
    r"广告|廣告|阅读更多|点击(?:这里|此处|查看).{0,60}|點擊(?:這裡|此處).{0,60}",
)
_FORMS = (
    r"leave a (?:reply|comment)|cancel reply|post (?:a )?comment|log in to (?:leave a )?comment|add a comment",
    r"your email address will not be published\.?(?: required fields are marked \*)?|required fields are marked \*",
    r"save my name, email,? and website in this browser.{0,60}|notify me of (?:new|follow-?up) .{0,60}",
    r"share (?:this(?: (?:article|story|post|page))?|on (?:facebook|twitter|x|whatsapp|linkedin))\s?[:!]?",
    r"follow us on \S.{0,80}|sign up (?:for|to) .{0,80}(?:newsletter|updates|alerts|briefing)s?\b.{0,60}",
    r"subscribe to our .{0,80}|subscribe (?:now|today|here)[.!]?|skip to (?:main )?content|skip to navigation",
    r"(?:we|this (?:web)?site) uses? cookies.{0,200}|accept (?:all )?cookies|by continuing to (?:use|browse) .{0,160}",
    r"print this (?:page|article)|email this (?:page|article)|copy link|please enable javascript.{0,100}",
    # German, French, Spanish
    r"(?:schreibe?n? sie )?(?:einen )?kommentar (?:schreiben|hinterlassen|abschicken)|schreibe einen kommentar",
    r"(?:deine|ihre) e-mail-adresse wird nicht veröffentlicht\..{0,60}|erforderliche felder sind mit \* markiert\.?",
    r"(?:diesen )?artikel teilen:?|folgen sie uns auf .{1,80}|(?:jetzt )?(?:unseren )?newsletter abonnieren[.!]?",
    r"zum inhalt springen|(?:diese (?:web)?site|diese webseite|wir) verwende[nt] cookies.{0,200}",
    r"laisser un commentaire|(?:votre|ton) adresse e-?mail ne sera pas publiée\..{0,70}|partager cet article:?",
    r"les champs obligatoires sont indiqués avec \*|abonnez-vous à (?:notre|la) .{1,80}|suivez-nous sur .{1,80}",
    r"aller au contenu(?: principal)?|(?:ce site utilise|nous utilisons) des cookies.{0,200}",
    r"deja (?:un comentario|una respuesta)|tu dirección de correo electrónico no será publicada\..{0,70}",
    r"los campos obligatorios están marcados con \*|compartir (?:este )?artículo:?|suscríbete a nuestr[oa] .{1,80}",
    r"síguenos en .{1,80}|saltar al contenido|(?:este sitio (?:web )?utiliza|utilizamos) cookies.{0,200}",
    # Russian, Chinese
    r"(?:оставить|добавить) комментарий|ваш (?:адрес )?e-?mail не будет опубликован\..{0,60}|поделиться:?",
    r"обязательные поля помечены \*|под(?:писывайтесь|пишитесь) на (?:наш|нас).{0,80}|перейти к содержимому",
    r"(?:мы используем|(?:этот|наш) сайт использует) (?:файлы )?cookie.{0,200}",
    r"发表(?:评论|回复)|您的(?:电子)?邮箱地址不会被公开。?.{0,30}|必填项已用\s?\*\s?标注|分享(?:到|这篇文章|本文)[:：]?",
    r"订阅我们的.{1,40}|关注我们(?:的.{1,40})?|跳[至转到]+(?:主要)?内容|本网站使用\s?cookies?.{0,100}|發表(?:評論|回覆)",
)

LINK = re.compile("|".join(_LINKS), re.IGNORECASE)
FORM = re.compile("|".join(_FORMS), re.IGNORECASE)
