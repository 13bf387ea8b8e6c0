"""Print the settings page (markdown), or with `sample` the sample file."""

import sys

from room_console.core.settings.document import markdown, sample

sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
sys.stdout.write(sample() if sys.argv[1:] == ["sample"] else markdown())
