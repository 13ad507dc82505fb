"""Lists cut into pages that stay as they are while the list grows.

Pages are numbered from the oldest piece on, each with the same number of places. The list's first
page, without a number, shows the newest ones: those that fill no page yet, and one full page more.
"""

from dataclasses import dataclass

PAGE = 30
"""How many places a numbered page has."""


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages of a list with so many places, gaps counted."""

    size: int

    @property
    def last(self) -> int:
        """The number of the newest numbered page; 0 when the first page shows everything."""
        return max(0, self.size // PAGE - 1)

    def places(self, number: int) -> tuple[int, int]:
        """Return where a page begins and ends; 0 is the first page."""
        if number == 0:
            return self.last * PAGE, self.size
        return (number - 1) * PAGE, number * PAGE

    def page_of(self, rank: int) -> int:
        """Return the page that shows a place; 0 is the first page."""
        number = rank // PAGE + 1
        return number if number <= self.last else 0

    def newer(self, number: int) -> int:
        """Return the page with the pieces after those of a numbered page; 0 is the first page."""
        return number + 1 if number < self.last else 0

    def older(self, number: int) -> int:
        """Return the page with the pieces before; 0 when there are none."""
        return self.last if number == 0 else number - 1
