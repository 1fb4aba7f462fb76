"""`python -m heatqa`."""

from heatqa.cli import main

raise SystemExit(main())
