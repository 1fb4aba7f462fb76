"""The template of the slides, made here: 16:9, own layouts, fonts for both kinds of letters."""

from typing import Any, NamedTuple

from lxml import etree  # type: ignore[attr-defined]
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.util import Pt

from heatqa.language import Language
from heatqa.review.forms import look
from heatqa.review.forms.look import Box, Look

COVER, PAGE = "cover", "page"
# The placeholders of a page besides its title, by their number.
SECTION, FOOT, SUBTITLE, COMPANY, NUMBER = 10, 11, 12, 13, 14
_SCHEME = {
    "dk1": "text",
    "lt1": "paper",
    "dk2": "quiet",
    "lt2": "shade",
    "accent1": "accent",
    "accent2": "quiet",
    "accent3": "rule",
    "accent4": "text",
    "accent5": "shade",
    "accent6": "accent",
    "hlink": "accent",
    "folHlink": "quiet",
}


class _Part(NamedTuple):
    """A placeholder: its box and size in `look.toml`, what it is to PowerPoint, its colour."""

    name: str
    kind: str
    number: int | None
    colour: str


# What can be read on the company's colour.
_INK, _LABEL = "ink", "label"
_INKS = {"paper": "bg1", "text": "tx1"}
_TITLE = _Part("title", "title", None, "tx1")
_LAYOUTS = {
    COVER: [
        _Part("cover_title", "title", None, _INK),
        _Part("cover_subtitle", "body", SUBTITLE, _INK),
        _Part("cover_company", "body", COMPANY, "tx2"),
    ],
    PAGE: [
        _TITLE,
        _Part("section", "body", SECTION, _LABEL),
        _Part("foot", "body", FOOT, "tx2"),
    ],
}


def template(chosen: Look, language: Language) -> Deck:
    """An empty presentation with the layouts `cover` and `page`, in the company's look."""
    made = Presentation()
    made.slide_width = Pt(look.given()["page"]["width"])
    made.slide_height = Pt(look.given()["page"]["height"])
    layouts = made.slide_layouts
    for layout in list(layouts)[2:]:
        layouts.remove(layout)
    for layout, name in zip(list(layouts), _LAYOUTS, strict=True):
        layout.name = name
        ink = _INKS[chosen.ink()]
        # A colour on which white cannot be read cannot be read on white.
        chosen_for = {_INK: ink, _LABEL: "accent1" if ink == "bg1" else "tx2"}
        inked = [
            part._replace(colour=chosen_for.get(part.colour, part.colour))
            for part in _LAYOUTS[name]
        ]
        _filled(layout, [_placeholder(part, language) for part in inked])
        if name == PAGE:
            layout.shapes._spTree.append(_rule())
        else:
            layout.shapes._spTree.insert(2, _band())
    _filled(made.slide_master, [_placeholder(_TITLE, language)])
    for master in (made.slide_master, made.notes_master):
        _dress(master.part, chosen)
    return made


def layout(made: Deck, name: str) -> Any:
    """The layout of that name."""
    return made.slide_layouts.get_by_name(name)


def number_field(language: Language) -> Any:
    """The place where PowerPoint writes the number of the page."""
    part = _placeholder(_Part("number", "sldNum", NUMBER, "tx2"), language)
    paragraph = part.find(f".//{qn('a:p')}")
    for child in list(paragraph):
        paragraph.remove(child)
    field = parse_xml(
        f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f'<a:rPr lang="{locale(language)}"/><a:t>‹#›</a:t></a:fld>'
    )
    paragraph.append(parse_xml(f'<a:pPr {nsdecls("a")} algn="r"/>'))
    paragraph.append(field)
    return part


def locale(language: Language) -> str:
    """The language as PowerPoint names it."""
    return {"zh": "zh-CN", "en": "en-GB"}[language]


def _filled(owner: Any, parts: list[Any]) -> None:
    """Leave these shapes only on a layout or master, its background plain."""
    tree = owner.shapes._spTree
    for shape in list(tree)[2:]:
        tree.remove(shape)
    for number, part in enumerate(parts, start=2):
        part.nvSpPr.cNvPr.set("id", str(number))
        tree.append(part)


def _placeholder(part: _Part, language: Language) -> Any:
    """A placeholder in the box and size that `look.toml` gives under its name."""
    name, kind, number, colour = part
    index = f' idx="{number}"' if number else ""
    size = round(100 * look.sizes(name)[0])
    run = (
        f'sz="{size}" b="{int(kind == "title")}">'
        f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
        '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>'
    )
    anchor = {"cover_title": "b", "section": "ctr"}.get(name, "t")
    return parse_xml(
        f"<p:sp {nsdecls('p', 'a')}><p:nvSpPr>"
        f'<p:cNvPr id="2" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{kind}"{index}/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{_place(look.box(name))}</p:spPr>"
        f'<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        "<a:noAutofit/></a:bodyPr><a:lstStyle>"
        f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:spcBef><a:spcPts val="0"/></a:spcBef>'
        f"<a:buNone/><a:defRPr {run}</a:defRPr></a:lvl1pPr></a:lstStyle>"
        f'<a:p><a:r><a:rPr lang="{locale(language)}"/><a:t>{name}</a:t></a:r></a:p>'
        "</p:txBody></p:sp>"
    )


def _place(box: Box) -> str:
    return (
        f'<a:xfrm><a:off x="{Pt(box.left)}" y="{Pt(box.top)}"/>'
        f'<a:ext cx="{Pt(box.width)}" cy="{Pt(box.height)}"/></a:xfrm>'
    )


def _band() -> Any:
    """The ground of the cover's title, in the company's colour."""
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="9" name="band"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_place(look.box("band"))}'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
        '<a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def _rule() -> Any:
    """The line between a page's body and its foot."""
    foot = look.box("foot")
    line = Box(foot.left, foot.top - 5, look.box("title").width, 0)
    return parse_xml(
        f'<p:cxnSp {nsdecls("p", "a")}><p:nvCxnSpPr><p:cNvPr id="9" name="rule"/><p:cNvCxnSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr>{_place(line)}'
        '<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill>'
        '<a:schemeClr val="accent3"/></a:solidFill></a:ln></p:spPr></p:cxnSp>'
    )


def _dress(part: Any, chosen: Look) -> None:
    """Put the company's colours and fonts into the theme of a master."""
    theme = part.part_related_by(RELATIONSHIP_TYPE.THEME)
    # The library reads one theme as a tree and keeps the other as it is.
    tree = isinstance(theme, XmlPart)
    root = theme._element if tree else etree.fromstring(theme.blob)
    scheme = root.find(f".//{qn('a:clrScheme')}")
    scheme.set("name", "heatqa")
    for entry in scheme:
        hexed = chosen.colour(_SCHEME[etree.QName(entry).localname]).lstrip("#").upper()
        for child in list(entry):
            entry.remove(child)
        etree.SubElement(entry, qn("a:srgbClr"), val=hexed)
    fonts = root.find(f".//{qn('a:fontScheme')}")
    fonts.set("name", "heatqa")
    for family in (fonts.find(qn("a:majorFont")), fonts.find(qn("a:minorFont"))):
        family.find(qn("a:latin")).set("typeface", look.font("latin"))
        family.find(qn("a:ea")).set("typeface", look.font("east_asian"))
        for script in family.findall(qn("a:font")):
            if script.get("script") in ("Hans", "Hant"):
                script.set("typeface", look.font("east_asian"))
    if not tree:
        theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
