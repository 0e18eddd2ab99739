"""Units of measurement: what they are called, of what they are a measure, and how large they are."""

import re
from dataclasses import dataclass

from audit.checks._figures import figures
from audit.checks._magnitudes import is_scaled
from audit.language import base

_TABLE = """
length 0.001 mm | millimet* milímetro* мм 毫米 ミリメートル 밀리미터 ملم
length 0.01 cm | centimet* centímetro* centimètre* Zentimeter* см сантиметр* 厘米 公分 センチ 센티미터 سنتيمتر سم
length 0.0254 inch | inch inches Zoll pouce* pulgada* polegada* pollic* дюйм* tum cal* 英寸 吋 インチ 인치 بوصة
length 0.3048 foot | feet foot ft Fuß pied* pies piedi voet stóp фут* футів 英尺 呎 フィート 피트 قدم
length 0.9144 yard | yard* yarda* iarde ярд* 码 ヤード 야드 ياردة
length 1 m | metre* meter* metro* mètre* metri metrů metrów м метр* 米 公尺 メートル 미터 متر
length 1000 km | kilomet* Kilometer* kilomètre* kilómetro* quilómetro* quilômetro* chilometr* км километр*
  кілометр* 公里 千米 キロメートル 킬로미터 كيلومتر* کیلومتر كم
length 1609.344 mile | mile miles mi Meile* milla* milha* mijl miglia mil* мил* миль 英里 マイル 마일 ميل أميال
length 1852 nmi | Seemeile* морск* 海里 カイリ 해리
mass 0.000001 mg | milligram* Milligramm* miligramo* мг миллиграмм* 毫克 ミリグラム 밀리그램
mass 0.001 g | gram grams Gramm gramme* gramo* grama* gramm* г грамм* 克 グラム 그램 غرام جرام غ
mass 0.02835 oz | ounce* Unze* once* onza* onça* унци* 盎司 オンス 온스
mass 0.4536 lb | pound* Pfund livre* libra* libbr* фунт* 磅 ポンド 파운드 رطل
mass 1 kg | kilogram* Kilogramm* kilo kilos kilogramme* quilo* quilograma* chilogramm* кг килограмм* кілограм*
  公斤 千克 キログラム 킬로그램 كيلوغرام* كغ كجم
mass 1000 t | ton tons tonne* Tonne* tonelada* tonnellat* tonn* тонн* 吨 噸 トン 톤 طن
volume 0.001 ml | millilit* Milliliter* mililitro* мл миллилитр* 毫升 ミリリットル 밀리리터
volume 1 l | litre* liter* Liter* litro* litri л литр* літр* 升 公升 リットル 리터 لتر
volume 3.785 gal | gallon* Gallone* galón* galones galão galões галлон* 加仑 ガロン 갤런 جالون
area 10000 ha | hectare* Hektar* hectárea* ettar* га гектар* 公顷 ヘクタール 헥타르 هكتار
area 4047 acre | acre* Acre* акр* 英亩 エーカー 에이커 فدان
temperature 1 °C | ℃ Celsius 摄氏度 摄氏 攝氏 섭씨
temperature 1.8 °F | ℉ Fahrenheit 华氏度 华氏 華氏 화씨
speed 1 km/h | kph км/ч
speed 1.609 mph | mi/h
time 1 s | second* Sekunde* seconde* segundo* secondi сек секунд* 秒 초 ثانية ثوان ثوانٍ
time 60 min | minute* Minute* minuto* minuti мин минут* хвилин* 分钟 分鐘 分間 분 دقيقة دقائق
time 3600 h | hour* Stunde* heure* hora horas ora ore uur timmar timer godzin* ч час часа часов годин* 小时 小時 時間
  시간 ساعة ساعات
time 86400 day | day days Tag Tage Tagen jour jours día días dia dias giorno giorni dag* dni день дня дней дні 天
  日間 일간 يوم أيام
time 604800 week | week* Woche* semaine* semana* settiman* vecka veckor uger tydzie* недел* тижн* 周 週間 星期 주간
  أسبوع أسابيع
time 2629800 month | month months Monat* mois mes meses mês mese mesi maand* månad* месяц* місяц* 个月 個月 か月 ヶ月
  カ月 개월 شهر أشهر
time 31557600 year | year* Jahr* ans année* año años ano anos anni jaar* år lat год года лет рок* 년간 سنة سنوات
data 1 B | byte* Byte* octet* байт* 字节
data 1000 kB | KB Ko KiB килобайт* kilobyte*
data 1e6 MB | Mo MiB МБ мегабайт* megabyte* Megabyte* 兆字节
data 1e9 GB | Go GiB ГБ гигабайт* gigabyte* Gigabyte*
data 1e12 TB | To TiB ТБ терабайт* terabyte* Terabyte*
money 1 USD | $ dollar* Dollar* dólar* dollari доллар* долар* 美元 ドル 달러 دولار*
money 2 EUR | € euro* Euro* евро євро ευρώ 欧元 歐元 ユーロ 유로 يورو
money 3 GBP | £ Pfund pound* libra* livre* sterlin* фунт* 英镑 英鎊 ポンド 파운드 جنيه*
money 4 JPY | ¥ yen Yen иен* 日元 円 엔 ين
money 5 CNY | ¥ yuan* юан* 元 人民币 人民元 위안 يوان
money 6 RUB | ₽ rouble* ruble* Rubel* rublo* рубл* руб 卢布 ルーブル 루블 روبل
money 7 INR | ₹ rupee* Rupie* rupia* roupie* рупи* 卢比 ルピー 루피 روبية रुपये
money 8 KRW | ₩ won Won вон* 韩元 韓元 ウォン 원
money 9 CHF | Franken franc* franco* франк* 瑞士法郎 スイスフラン
"""
"""Of what, how large, its sign | its names; a star stands for endings. A name of two units (pound) may be either."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit; the span is the unit's."""

    start: int
    end: int
    values: frozenset[float]
    units: frozenset[str]
    """What the name may mean, by sign."""


SIZES: dict[str, tuple[str, float]] = {}
"""Sign to what it measures, and how large it is among those."""
_NAMES: dict[str, set[str]] = {}
for _line in _TABLE.strip().replace("\n  ", " ").splitlines():
    _dimension, _size, _sign, _, *_names = _line.split()
    SIZES[_sign] = _dimension, float(_size)
    for _name in (_sign, *_names):
        _NAMES.setdefault(_name, set()).add(_sign)
_STEMS = {name.rstrip("*").lower(): signs for name, signs in _NAMES.items() if name.endswith("*")}
_EXACT = {name: signs for name, signs in _NAMES.items() if not name.endswith("*")}
_EXACT |= {name.lower(): signs for name, signs in _EXACT.items() if len(name) > 2}
_CLINGING = sorted((name for name in _EXACT if name[0] > "\u3000" or not name[0].isalnum()), key=len, reverse=True)
"""Names that no blank parts from what follows."""
_CLING = re.compile(rf"[\s-]{{0,2}}({'|'.join(re.escape(name) for name in _CLINGING)})")
_MONEY = frozenset("$€£¥₽₹₩")
_NUMBER_END = re.compile(r"\d(?!\d)")
_WORD = re.compile(r"[\s-]{0,2}([°\w/]{1,24})")
_MOST_ENDING = 4


def measures(text: str, language: str | None) -> list[Measure]:
    """The numbers of a text that have a unit, in order."""
    found = []
    for figure in figures(text, language) if _may_measure(text, language) else ():
        if figure.plain:
            unit = _CLING.match(text, figure.end) or _WORD.match(text, figure.end)
            before = text[figure.start - 1 : figure.start]
            if units := _EXACT.get(before) if before in _MONEY else None:
                found.append(Measure(figure.start - 1, figure.start, figure.values, frozenset(units)))
            elif unit and (units := _units(unit[1])):
                found.append(Measure(*unit.span(1), figure.values, frozenset(units)))
    return found


def _may_measure(text: str, language: str | None) -> bool:
    """True where a unit stands beside digits, or a magnitude may stand between: quick, and seldom true."""
    if not _MONEY.isdisjoint(text):
        return True
    ends = (match.end() for match in _NUMBER_END.finditer(text))
    words = (_CLING.match(text, end) or _WORD.match(text, end) for end in ends)
    return any(match and _units(match[1]) for match in words) or is_scaled(text, base(language))


def _units(word: str) -> set[str] | None:
    known = _EXACT.get(word) or _EXACT.get(word.lower() if len(word) > 2 else word)
    if known:
        return known
    lower = word.lower()
    stems = (lower[:length] for length in range(len(lower), max(2, len(lower) - _MOST_ENDING) - 1, -1))
    return next((_STEMS[stem] for stem in stems if stem in _STEMS), None)
