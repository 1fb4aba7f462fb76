"""The pictures of the pages, drawn from the sample in both languages: `make docs`."""

from pathlib import Path

from heatqa import bundled, figures, language
from heatqa.language import LANGUAGES

_FOLDER = Path(__file__).parent / "pictures"
_WIDTH = 900


def draw() -> None:
    """Write every picture anew."""
    bench = bundled.sample()
    _FOLDER.mkdir(exist_ok=True)
    for spoken in LANGUAGES:
        with language.speaking(spoken):
            made = {
                "standing": figures.standing(
                    bench.scorecard("season", "S1").head(12), source=bench.source
                ),
                "wait_chart": figures.wait_chart(
                    bench.wait_chart("answer"),
                    label=bench.wait_label("answer"),
                    source=bench.source,
                ),
            }
            for name, figure in made.items():
                figure.write_image(_FOLDER / f"{name}.{spoken}.png", width=_WIDTH)


if __name__ == "__main__":
    draw()
