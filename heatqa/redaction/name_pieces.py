"""What patterns of names are made of: surnames, given names, titles, and what follows a name."""

from heatqa.redaction.announcing import SIGNS
from heatqa.redaction.data import names
from heatqa.redaction.words import either

_HAN = "[一-鿿]"
# … a telephone or an address that has become filler.
_REACHED = (
    r"(?:[\s,，:：(（/|;；、-]|电话|手机|联系方式|家?住|号码|身份证号?|证件|卡号|户号|微信|是|为)"
    "{0,4}〓"
)


def pieces() -> dict[str, str]:
    """What patterns are made of: surnames, given names, and the words around them."""
    data = names()
    end = rf"(?=$|[{SIGNS}\d+])"
    return (
        _surnames()
        | _given()
        | _titles()
        | {
            "fields": either(data["fields"]),
            "han": _HAN,
            "by_heart": data["by_heart"],
            "doubled_words": either(data["doubled_words"]),
            "hidden": "[某XxＸ×*＊○]",
            "end": end,
            "says": f"(?={either(data['says'])})",
            "follows": f"(?:{end}|(?={either(data['follows'])}|〔))",
            "does": f"(?:{end}|(?={either(data['follows'] + data['does'])}|〔))",
            "reached": _REACHED,
            "no_place": f"(?!.{{0,3}}{either(data['places'])})",
        }
    )


def _surnames() -> dict[str, str]:
    data = names()
    plain, shy = "".join(data["surnames"].split()), data["shy"]
    compound = "|".join(data["compound"])
    return {
        "plain": plain,
        "shy": shy,
        "nicknamed": data["nicknamed"],
        "compound": compound,
        "sure": f"(?:{compound}|[{plain}])",
        "shown": f"(?:{compound}|[{plain}{shy}])",
        "every": f"(?:{compound}|[{plain}{shy}{data['faint']}{data['rare']}])",
    }


def _given() -> dict[str, str]:
    data = names()
    given = f"[{''.join(sorted({*''.join(data['given'].split()), *data['core']}))}]"
    free = f"[^{''.join(data['never'].split())}\\W\\d_A-Za-z]"
    sounds, foreign = f"[{data['sounds']}]", either(data["foreign"])
    twins = either(data["twins"])
    return {
        "given": given,
        "core": f"[{data['core']}]",
        "free": free,
        "twin": twins,
        "letters": _in_letters(),
        "whole": f"(?:{twins}|{free}{{1,2}})",
        "likely": f"(?:{twins}|{given}{{1,2}})",
        "last": f"(?![{data['following']}]){given}",
        "sounds": sounds,
        "spoken": f"(?:{foreign}|{sounds})",
        "foreign": f"{sounds}{{0,4}}{foreign}{sounds}{{0,4}}?",
    }


def _titles() -> dict[str, str]:
    data = names()
    short = data["short_titles"]
    long = either([title for title in data["titles"] if title not in short])
    return {
        "long": long,
        "title": f"(?:{long}|{either(short)}(?![{data['after_short_titles']}]))",
    }


def _in_letters() -> str:
    """Wang Jianhua or John Smith with capitals, jianhua wang by its surname."""
    surname = either(names()["latin_surnames"].split())
    capitals = r"[A-Z][a-z]{1,9}(?:\s[A-Z][a-z]{1,9}){1,2}"
    return rf"(?:{capitals}|(?i:{surname}\s[a-z]{{2,10}}|[a-z]{{2,10}}\s{surname}))"
