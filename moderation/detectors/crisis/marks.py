"""Where the marks stand in a text: the words that say how to read what is found."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

__all__ = ["Marks"]

STOPS = (" . ", " ? ")


class Marks:
    """Marks by name, asked by stretch of the canonical text; and the sentences of that text."""

    def __init__(self, canonical: str) -> None:
        self._at: dict[str, list[tuple[int, int]]] = {}
        self._bare: dict[str, bool] = {}
        self._stops = sorted(place for stop in STOPS for place in _places(canonical, stop))

    def add(self, name: str, places: list[tuple[int, int]]) -> None:
        """Note where the marks of one name stand, from and to."""
        self._at[name] = sorted((end, start) for start, end in places)

    def last(self, name: str, start: int, end: int) -> tuple[int, int] | None:
        """The last mark that lies wholly between `start` and `end`."""
        places = self._at.get(name)
        if not places:
            return None
        for index in range(bisect_right(places, (end, end)) - 1, -1, -1):
            reached, begun = places[index]
            if begun >= start:
                return begun, reached
            if reached <= start:
                return None
        return None

    def first(self, name: str, start: int, end: int) -> tuple[int, int] | None:
        """The first mark that lies wholly between `start` and `end`."""
        places = self._at.get(name, [])
        for reached, begun in places[bisect_left(places, (start, -1)) :]:
            if reached > end:
                return None
            if begun >= start:
                return begun, reached
        return None

    def within(self, name: str, start: int, end: int) -> bool:
        """Whether a mark lies wholly between `start` and `end`."""
        return self.last(name, start, end) is not None

    def covers(self, name: str, start: int, end: int) -> bool:
        """Whether one of the marks lies over the whole stretch."""
        places = self._at.get(name, [])
        first = bisect_left(places, (end, -1))
        return any(begun <= start for _, begun in places[first : first + 8])

    def anywhere(self, name: str) -> bool:
        """Whether there is such a mark at all."""
        return bool(self._at.get(name))

    def after(self, name: str, place: int) -> bool:
        """Whether such a mark begins at the place or after it."""
        places = self._at.get(name, [])
        return any(begun >= place for _, begun in places[-1:])

    def bare(self, name: str, cover: str) -> bool:
        """Whether one of the marks of this name has none of `cover` over it."""
        if name not in self._bare:  # asked for every answer in the text: looked up once
            places = self._at.get(name, ())
            self._bare[name] = any(not self.covers(cover, begun, reached) for reached, begun in places)
        return self._bare[name]

    def overlaps(self, name: str, start: int, end: int) -> bool:
        """Whether one of the marks shares a word with the stretch."""
        places = self._at.get(name, [])
        first = bisect_left(places, (start + 2, -1))
        return any(begun < end - 1 for _, begun in places[first : first + 4])

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence around a place: from its opening space to its closing one."""
        index = bisect_right(self._stops, place)
        left = self._stops[index - 1] + 2 if index else 0
        right = self._stops[index] + 1 if index < len(self._stops) else self._stops[-1] + 1
        return left, right


def _places(text: str, part: str) -> list[int]:
    places, at = [], text.find(part)
    while at >= 0:
        places.append(at)
        at = text.find(part, at + 1)
    return places
