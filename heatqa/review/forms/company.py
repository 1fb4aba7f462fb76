"""A company's own look of the review, from the section `[review]` of its `heatqa.toml`."""

from pathlib import Path

from heatqa import errors
from heatqa.figures import style
from heatqa.review.forms import markup
from heatqa.review.forms.look import Look
from heatqa.settings import FILE_NAME, Settings


def look_of(settings: Settings) -> Look:
    """The company's colour and logo, ours where it sets none.

    Raises:
        SettingsBroken: a colour is set for something that has none.
        FileMissing: the logo is not there.
        FileBroken: the logo is neither a PNG nor a JPEG picture.
    """
    own = settings.review
    for meaning in own.colours:
        if meaning not in style.look()["colours"]:
            remedy = errors.suggestion(meaning, style.look()["colours"])
            raise errors.SettingsBroken(
                path=FILE_NAME, where="review.colours", found=meaning, remedy=remedy
            )
    if own.logo:
        _check(own.logo)
    return Look(accent=own.colours.get("accent", ""), logo=own.logo)


def _check(logo: Path) -> None:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    if not logo.exists():
        raise errors.FileMissing(path=logo)
    kinds = ", ".join(markup.KINDS)
    if logo.suffix.lower() not in markup.KINDS:
        raise errors.FileBroken(path=logo, kind=kinds, found=logo.suffix)
    try:
        with Image.open(logo) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError) as problem:
        raise errors.FileBroken(path=logo, kind=kinds, found=str(problem)) from None
