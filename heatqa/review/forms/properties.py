"""Where the numbers come from, in the properties of a PowerPoint file."""

import datetime as dt
from xml.sax.saxutils import escape, quoteattr

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation

from heatqa.language import say
from heatqa.review.forms import evidence, master
from heatqa.review.pages import Review

# What office programs take for the format of their own properties, and their limit of letters.
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_MOST = 255
_THUMBNAIL = RELATIONSHIP_TYPE.THUMBNAIL
_SCHEMAS = "http://schemas.openxmlformats.org/officeDocument/2006"


def put(made: Presentation, review: Review) -> None:
    """Set the properties that every viewer shows, and the list of all origins as own ones."""
    core = made.core_properties
    core.title, core.subject = review.title[:_MOST], review.subtitle[:_MOST]
    core.author = core.last_modified_by = review.company[:_MOST]
    core.keywords = say("forms.simulated") if review.simulated else ""
    core.identifier, core.version = review.provenance.run, review.provenance.generation
    core.language = master.locale(review.language)
    core.comments = say("forms.origin.again", run=review.provenance.run)[:_MOST]
    core.created = core.modified = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    package = made.part.package
    uri = PackURI("/docProps/custom.xml")
    custom = Part(uri, CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, package, _own(review))
    # The library's own template brings a picture of itself.
    for link in [one for one in package._rels.values() if one.reltype == _THUMBNAIL]:
        package._rels.pop(link.rId)
    package.relate_to(custom, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def _own(review: Review) -> bytes:
    entries = "".join(
        f'<property fmtid="{_FORMAT}" pid="{number}" name={quoteattr(name[:_MOST])}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(evidence.every_origin(review), start=2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<Properties xmlns="{_SCHEMAS}/custom-properties" xmlns:vt="{_SCHEMAS}/docPropsVTypes">'
        f"{entries}</Properties>"
    ).encode()
