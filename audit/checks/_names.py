"""Names that are spelt in more than one way.

`;` separates the spellings of one name, a line holds groups. Left out on purpose: names that stay right for another
time or thing (Saigon, Burma, Leningrad, Danzig, Canton), which careful writers use side by side.
"""

import re

from audit.checks._sound import fold

# First the form in use today; the others are its older or Russian, colonial, pre-reform spellings.
_RENAMED = """
Kyiv; Kiev / Kharkiv; Kharkov / Odesa; Odessa / Lviv; Lvov / Mykolaiv; Nikolaev; Nikolayev / Chernihiv; Chernigov
Luhansk; Lugansk / Zaporizhzhia; Zaporizhia; Zaporizhzhya; Zaporozhye; Zaporozhe / Vinnytsia; Vinnitsa / Rivne; Rovno
Dnipropetrovsk; Dnepropetrovsk / Bakhmut; Artyomovsk; Artemovsk; Artemivsk / Ternopil; Ternopol / Dnieper; Dnepr
Kryvyi Rih; Krivoy Rog; Krivoi Rog / Makiivka; Makeyevka; Makeevka / Horlivka; Gorlovka / Uzhhorod; Uzhgorod
Avdiivka; Avdeyevka; Avdeevka / Chernivtsi; Chernovtsy / Vuhledar; Ugledar / Belarus; Belorussia; Byelorussia
Kyrgyzstan; Kirghizia; Kirgizia / Turkmenistan; Turkmenia / Almaty; Alma-Ata / Ashgabat; Ashkhabad
Chisinau; Kishinev / Tallinn; Tallin / Romania; Rumania; Roumania / Beijing; Peking / Chongqing; Chungking
Tianjin; Tientsin / Xinjiang; Sinkiang / Mao Zedong; Mao Tse-tung / Zhou Enlai; Chou En-lai / Mumbai; Bombay
Kolkata; Calcutta / Chennai; Madras / Pune; Poona / Thiruvananthapuram; Trivandrum / Varanasi; Benares
Puducherry; Pondicherry / Gurugram; Gurgaon / Kozhikode; Calicut / Yangon; Rangoon / Dhaka; Dacca
Eswatini; Swaziland / Ulaanbaatar; Ulan Bator / Tehran; Teheran / Kathmandu; Katmandu / Busan; Pusan
Incheon; Inchon / Daegu; Taegu / Gwangju; Kwangju / Hong Kong; Hongkong / Yerevan; Erevan / Makassar; Ujung Pandang
"""
# Equally good: what counts is to keep to one.
_SPELLINGS = """
Zelensky; Zelenskyy; Zelenskiy; Zelenski / Lukashenko; Lukashenka / Tsikhanouskaya; Tikhanovskaya / Navalny; Navalnyy
Yanukovych; Yanukovich / Dostoevsky; Dostoyevsky / Tchaikovsky; Chaikovsky / Yekaterinburg; Ekaterinburg
Severodonetsk; Sievierodonetsk / Izium; Izyum / Kupiansk; Kupyansk / Chernobyl; Chornobyl / Grozny; Groznyy
Transnistria; Transdniestria; Trans-Dniester / Pristina; Prishtina / Kosovo; Kosova / Bengaluru; Bangalore
Mysuru; Mysore / Czechia; Czech Republic / Türkiye; Turkiye; Turkey / Timor-Leste; East Timor / Cabo Verde; Cape Verde
Côte d’Ivoire; Côte d'Ivoire; Cote d'Ivoire; Ivory Coast / Macau; Macao / Mecca; Makkah / Medina; Madinah
Jeddah; Jidda; Jiddah / Quran; Koran; Qur'an; Qur’an / Hezbollah; Hizbollah; Hizbullah; Hizballah
Gaddafi; Qaddafi; Gadhafi; Kadhafi; Qadhafi; Khadafy / Houthi; Huthi / Houthis; Huthis / Idlib; Idleb
al-Qaeda; al-Qaida / Al-Qaeda; Al-Qaida / Khan Younis; Khan Yunis; Khan Yunus / Jabalia; Jabaliya; Jabalya
Deir al-Balah; Deir el-Balah / Raqqa; Raqqah; Rakka / Daraa; Deraa / Kobani; Kobane / Kandahar; Qandahar
Khartoum; Khartum / El Fasher; Al Fashir / Isfahan; Esfahan / Mashhad; Meshed; Mashad / el-Sisi; al-Sisi; el-Sissi
bin Laden; bin Ladin / Hanover; Hannover / Basel; Basle / Bern; Berne / Reims; Rheims / Marseille; Marseilles
Karabakh; Karabagh / Nuremberg; Nürnberg / Baghdad; Bagdad / Chechnya; Chechnia / Abkhazia; Abkhaziya
"""
# Much in the news and unlike any other name: a spelling that only sounds like one of them is a misspelling.
_DISTINCT = """
Bakhmut Makiivka Kharkiv Mykolaiv Chernihiv Luhansk Donetsk Avdiivka Horlivka Zaporizhzhia Dnipropetrovsk
Kramatorsk Mariupol Melitopol Sevastopol Simferopol Lysychansk Sloviansk Pokrovsk Berdiansk Zhytomyr Khmelnytskyi
Volodymyr Shoigu Prigozhin Medvedev Afghanistan Azerbaijan Kazakhstan Uzbekistan Tajikistan Kyrgyzstan Turkmenistan
Philippines Massachusetts Connecticut Cincinnati Mississippi Tennessee Caribbean Mediterranean Morocco Venezuela
Guatemala Nicaragua Johannesburg Strasbourg Reykjavik Thessaloniki Bucharest Budapest Damascus Mogadishu Mozambique
Islamabad Rawalpindi Peshawar Pyongyang Hiroshima Fukushima Vladivostok Novosibirsk Kaliningrad Sarajevo Srebrenica
Netanyahu Khamenei Erdogan Schwarzenegger Nagasaki Cambodia Ethiopia Mauritania Dagestan Ossetia Zimbabwe
Ljubljana Luxembourg Liechtenstein Switzerland Netherlands Palestinian Palestinians Ukrainian Ukrainians
"""
# Other ways to write them that are nobody's mistake.
_ALSO = """
Mykolayiv Lisichansk Lysychans'k Slavyansk Slovyansk Slaviansk Berdyansk Zhitomir Khmelnytsky Khmelnitsky Khmelnitskiy
Shoygu Kazakstan Kirgizstan Kirghizstan Daghestan Osetia Mocambique Reikjavik Prigojin Volodimir Zaporijia Mauretania
Qazaqstan
"""
# Two people of these names are two people.
GIVEN_NAMES = """
Stephen Sarah Hannah Philip Thomas Sophia Lucas Victor Theresa Anthony Katharina Christine Frederick Jonathan Eric
Elisabeth Hassan Mohammed Mohamed Ahmed Isabel Matthew Nicholas Dominic Rebecca Alexander Oscar Marcus Vladimir Yusuf
"""

_Groups = tuple[tuple[str, ...], ...]


def _groups(table: str) -> _Groups:
    return tuple(tuple(form.strip() for form in group.split(";")) for group in re.split(r"[/\n]", table.strip()))


RENAMED, SPELLINGS = _groups(_RENAMED), _groups(_SPELLINGS)

KNOWN = {word for group in RENAMED + SPELLINGS for form in group for word in form.split()}
KNOWN |= {*_DISTINCT.split(), *_ALSO.split()}
"""Every spelling that is right somewhere."""
CANONICAL = {fold(name): name for name in _DISTINCT.split()}
"""How a distinctive name sounds -> how it is spelt."""
TWO_PEOPLE = {fold(name) for name in GIVEN_NAMES.split()}

_FORMS = sorted({form for group in RENAMED + SPELLINGS for form in group}, key=len, reverse=True)
FORM = re.compile(rf"(?<![\w’'-])(?:{'|'.join(map(re.escape, _FORMS))})(?![\w-])")
"""Any spelling in the two tables."""
GLOSS = re.compile(
    r"[(/]|\b(?:former\w*|then|once|previous\w*|now|known|call\w*|nam\w+|renam\w+|spel\w+|written|or|also|rather|not)\b"
)
"""What stands between two spellings when one explains the other."""
