"""`python -m moderation.helplines`: checks the data. Ends with 1 when something must be mended; stale is only said."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from moderation.helplines.check import problems, stale
from moderation.helplines.reader import countries, data

__all__ = ["main"]


def main() -> int:
    """Prints what is wrong, what is stale, and how much there is."""
    wrong, old = problems(data()), stale(data(), datetime.now(UTC).date())
    lines = [f"wrong  {problem}" for problem in wrong] + [f"stale  {line}" for line in old]
    count = sum(len(country.lines) for country in countries()) if not wrong else 0
    lines.append(f"{count} helplines in {len(data()['countries'])} countries: {len(wrong)} wrong, {len(old)} stale.")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
