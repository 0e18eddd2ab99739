"""The prices of a configuration, and a file that cannot be used at all."""

import re
from pathlib import Path

import pytest

from audit.config.read import read_config
from audit.config.values import Config, Price, price_of
from audit.errors import UsageError

EXAMPLE = Path(__file__).parents[2] / "audit.example.toml"
FILE = Path("audit.toml")

# -- a file that can be used -------------------------------------------------------------------------------------

MINI = Config({"gpt-5-mini": Price(0.25, 2.0)})

READ = {
    "nothing": ("", Config()),
    "comments": ("# nothing yet\n", Config()),
    "no price yet": ("[prices]\n", Config()),
    "a currency": ('[prices]\ncurrency = "USD"\n', Config(currency="USD")),
    "a price": ('[prices."gpt-5-mini"]\ninput = 0.25\noutput = 2.0\n', MINI),
    "a price in one line": ('[prices]\n"gpt-5-mini" = { input = 0.25, output = 2 }\n', MINI),
    "a price in dotted keys": ("prices.gpt-5-mini.input = 0.25\nprices.gpt-5-mini.output = 2", MINI),
    "a price of cached tokens": (
        '[prices]\ncurrency = "€"\n[prices."gpt-5*"]\ninput = 1\noutput = 10\ncached_input = 0.1\n',
        Config({"gpt-5*": Price(1.0, 10.0, 0.1)}, "€"),
    ),
    "a model that costs nothing": ('[prices."mine"]\ninput = 0\noutput = 0\n', Config({"mine": Price(0.0, 0.0)})),
    "the currency after the models": (
        '[prices]\nm = {input = 1, output = 2}\ncurrency = "USD"', Config({"m": Price(1.0, 2.0)}, "USD"),
    ),
    "line ends of Windows": ('[prices."gpt-5-mini"]\r\ninput = 0.25\r\noutput = 2.0\r\n', MINI),
    "a byte order mark": ('\ufeff[prices."gpt-5-mini"]\ninput = 0.25\noutput = 2.0\n', MINI),
}  # fmt: skip


@pytest.mark.parametrize(("text", "config"), READ.values(), ids=READ)
def test_what_a_file_says(text: str, config: Config) -> None:
    FILE.write_bytes(text.encode())
    assert read_config(FILE) == config


def test_without_a_path_the_file_in_this_folder_is_read_where_there_is_one() -> None:
    assert read_config(None) == Config()
    FILE.write_text('[prices]\ncurrency = "USD"\n')
    assert read_config(None) == Config(currency="USD")


def test_a_path_is_read_instead_of_the_file_in_this_folder() -> None:
    FILE.write_text('[prices]\ncurrency = "USD"\n')
    Path("other.toml").write_text('[prices]\ncurrency = "EUR"\n')
    assert read_config(Path("other.toml")) == Config(currency="EUR")


def test_the_example_says_nothing_until_its_lines_are_uncommented() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    FILE.write_text(text)
    assert read_config(FILE) == Config()
    FILE.write_text(re.sub(r"^#(?=\S)", "", text, flags=re.MULTILINE))
    config = read_config(FILE)
    assert config.currency == "USD"
    assert config.prices == {
        "example-large": Price(10.0, 40.0, 1.0), "example-*": Price(1.0, 4.0), "my-server/*": Price(0.0, 0.0),
    }  # fmt: skip


# -- a file that cannot ------------------------------------------------------------------------------------------

HEAD = '# Prices of November.\n[prices]\ncurrency = "USD"\n\n[prices."m"]\n'


FAULTS = {
    "no TOML": ("prices: 3\n", "audit.toml:1: Expected '=' after a key in a key/value pair (at line 1, column 7); th"),
    "a model twice": (f'{HEAD}input = 1\n[prices."m"]\n', "audit.toml:7: Cannot declare ('prices', 'm') twice (at li"),
    "another encoding": ("[prices]\ncurrency = '\udca3'", "audit.toml:2: this is not UTF-8: save the file in that enc"),
    "an unknown table": ("[prices]\n[models]\n", "audit.toml:2: unknown key 'models': known: files, exclude"),
    "an unknown key outside": ('\ncurrency = "USD"\n', "audit.toml:2: unknown key 'currency': known: files"),
    "prices as a number": ("\n\nprices = 3\n", "audit.toml:3: prices is 3; it must be a table, as [prices.\"gpt-5-"),
    "prices as a list": ("[[prices]]\ninput = 1\n", "audit.toml:1: prices is [{'input': 1}]; it must be a table, as "),
    "a currency without quotes": ("prices.currency = 1", "audit.toml:1: currency is 1; it must be text in quotes, as"),
    "a currency as a table": ("[prices.currency]\ninput = 1", "audit.toml:1: currency is {'input': 1}; it must be"),
    "a misspelt currency": (
        '[prices]\n# currency\ncurency = "USD"\n', "audit.toml:3: 'curency' is neither the currency nor a model's",
    ),
    "a price as a number": (
        "[prices]\nm = 3\n", "audit.toml:2: 'm' is neither the currency nor a model's price, which is a table: [",
    ),
    "a misspelt key": (
        f"{HEAD}inputs = 1\n",
        "audit.toml:6: unknown key 'inputs' in prices.m: did you mean 'input'?",
    ),
    "no price of the answer": (f"{HEAD}input = 1\n", "audit.toml:5: the price of 'm' lacks output"),
    "no price at all": (f"\n{HEAD}", "audit.toml:6: the price of 'm' lacks input and output"),
    "a number in quotes": (
        f'{HEAD}input = 1\noutput = "2"', "audit.toml:7: prices.m.output is '2'; it must be a number from 0, without ",
    ),
    "true": (f"{HEAD}input = true\noutput = 2", "audit.toml:6: prices.m.input is True; it must be a number"),
    "a negative number": (f"{HEAD}input = -1\noutput = 2", "audit.toml:6: prices.m.input is -1; it must be a number "),
    "not a number": (f"{HEAD}input = 1\noutput = nan", "audit.toml:7: prices.m.output is nan; it must be a number fr"),
    "an endless number": (f"{HEAD}input = inf\noutput = 2", "audit.toml:6: prices.m.input is inf; it must be a numbe"),
    "a number beyond floats": (f"{HEAD}input = 1{'0' * 400}\noutput = 2", "audit.toml:6: prices.m.input is 1000"),
    "a list over lines": (f"{HEAD}input = [\n1,\n]\noutput = 2", "audit.toml:8: prices.m.input is [1]; it must be a "),
    "a wrong number in one line": (
        '[prices]\n"m" = { input = 1, output = -2 }\n"n" = 3', "audit.toml:2: prices.m.output is -2; it must be a num",
    ),
    "a key that another model has too": (
        f'{HEAD}input = 1 # [prices."n"] input\noutput = 2\n[prices."n"]\ninput = "1"\n',
        "audit.toml:9: prices.n.input is '1'; it must",
    ),
    "a dot without quotes": (
        "[prices.gpt-4.1]\ninput = 1\noutput = 2\n",
        'audit.toml:1: a name with a dot in it needs quotes: [prices."gpt-4.1"]',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    FILE.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(UsageError) as refused:
        read_config(FILE)
    assert said in str(refused.value)


@pytest.mark.parametrize("line_end", ["\r\n", " # a word processor's line\u2028end\n"])
def test_lines_are_counted_as_editors_count_them(line_end: str) -> None:
    FILE.write_bytes(f"{HEAD}input = 1\noutput = -2".replace("\n", line_end).encode())
    with pytest.raises(UsageError, match=r"^audit\.toml:7: prices\.m\.output is -2"):
        read_config(None)


@pytest.mark.parametrize(("path", "reason"), [("missing.toml", "No such file or directory"), (".", "Is a directory")])
def test_a_path_that_cannot_be_read(path: str, reason: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_config(Path(path))
    assert str(refused.value) == f"{path}: {reason}: is the path of the configuration file right?"


# -- which price is a model's ------------------------------------------------------------------------------------

NAMES = ("gpt-5", "gpt-5-mini", "gpt-5*", "gpt-*", "org/*")

PRICED = {
    "gpt-5": "gpt-5",
    "gpt-5-mini": "gpt-5-mini",
    "gpt-5-mini-2026-08-07": "gpt-5*",
    "gpt-5.1": "gpt-5*",
    "gpt-4.1": "gpt-*",
    "gpt-": "gpt-*",
    "gpt": None,
    "GPT-5": None,
    "org/gpt-5": "org/*",
    "my-gpt-5": None,
    "": None,
}


@pytest.mark.parametrize(("model", "name"), PRICED.items())
def test_the_price_of_a_model(model: str, name: str | None) -> None:
    config = Config({name: Price(number, number) for number, name in enumerate(NAMES)})
    assert price_of(config, model) == (config.prices[name] if name else None)


def test_a_star_alone_prices_every_other_model() -> None:
    config = Config({"*": Price(1, 1), "m*": Price(2, 2)})
    assert price_of(config, "mine") == Price(2, 2)
    assert price_of(config, "yours") == Price(1, 1)
