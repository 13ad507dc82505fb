"""The abstract motifs of the covers. None of them shows a scene, a person or a thing.

Each fills the whole canvas; where it falls follows from the story's slug, so that two stories of
one beat differ and one story always looks the same.
"""

from collections.abc import Callable, Mapping
from math import cos, hypot, pi, sin

from newsroom_agents.agents._illustrator import Motif
from newsroom_agents.agents.cover_canvas import Canvas, Point
from newsroom_agents.agents.cover_palettes import mixed

_CURVE_STEPS = 120


def draw(motif: Motif, canvas: Canvas) -> None:
    """Draw the motif over the whole canvas."""
    _MOTIFS[motif](canvas)


def _waves(canvas: Canvas) -> None:
    """Rows of waves that darken towards the foot, under pale rings."""
    width, height, dice = canvas.width, canvas.height, canvas.dice
    canvas.area(_frame(canvas), canvas.palette.light)
    x, y = width * dice.roll(0.6, 0.82), height * dice.roll(0.24, 0.36)
    radius = height * dice.roll(0.11, 0.16)
    pale = mixed(canvas.palette.light, canvas.palette.paper, 0.35)
    for ring, colour in enumerate((pale, canvas.palette.light) * 3):
        canvas.disc((x, y), radius * (2.1 - 0.34 * ring), colour)
    rows = 8
    phase = dice.roll(0, 2 * pi)
    for row in range(rows):
        depth = row / (rows - 1)
        level = height * (0.34 + 0.6 * depth**1.15)
        swell = height * (0.02 + 0.05 * depth) * dice.roll(0.8, 1.2)
        bend, shift = dice.roll(1.1, 2.1), phase + row * dice.roll(0.7, 1.1)
        crest = [
            (
                width * step / _CURVE_STEPS,
                level
                + swell * sin(bend * 2 * pi * step / _CURVE_STEPS + shift)
                + 0.4 * swell * sin(2.7 * bend * 2 * pi * step / _CURVE_STEPS - shift),
            )
            for step in range(_CURVE_STEPS + 1)
        ]
        colour = canvas.palette.at(0.68 * (1 - depth) ** 1.1)
        canvas.area([*crest, (width, height), (0, height)], colour)
        canvas.line(crest, canvas.palette.paper, 0.0009, 0.45 * (1 - 0.5 * depth))


def _contours(canvas: Canvas) -> None:
    """Lines of equal height around a summit, as on a map of nowhere."""
    width, height, dice = canvas.width, canvas.height, canvas.dice
    canvas.area(_frame(canvas), canvas.palette.night)
    centre = (width * dice.roll(0.55, 0.75), height * dice.roll(0.38, 0.55))
    lobes = [(number, dice.roll(-1, 1) / number, dice.roll(0, 2 * pi)) for number in (2, 3, 4, 5)]
    rings = 15
    for ring in range(rings):
        share = 1 - ring / rings
        radius = width * 0.78 * share
        outline = [
            _around(canvas, centre, radius, step, lobes, share) for step in range(_CURVE_STEPS)
        ]
        colour = canvas.palette.at(0.04 + 0.7 * (1 - share) ** 1.05)
        canvas.area(outline, colour)
        line = canvas.palette.paper if ring % 5 == 0 else canvas.palette.light
        canvas.line([*outline, outline[0]], line, 0.0011, 0.55 if ring % 5 == 0 else 0.28)
    canvas.disc(centre, height * 0.018, canvas.palette.spark)


def _around(
    canvas: Canvas,
    centre: Point,
    radius: float,
    step: int,
    lobes: list[tuple[int, float, float]],
    share: float,
) -> Point:
    angle = 2 * pi * step / _CURVE_STEPS
    swing = sum(size * sin(number * angle + turn) for number, size, turn in lobes)
    reach = radius * (1 + 0.26 * swing * (0.35 + 0.65 * share))
    return centre[0] + reach * cos(angle), centre[1] + 0.72 * reach * sin(angle)


def _grid(canvas: Canvas) -> None:
    """Tiles of quarter circles, some of them lit."""
    dice, palette = canvas.dice, canvas.palette
    side = canvas.height / 5
    columns = round(canvas.width / side) + 1
    canvas.area(_frame(canvas), palette.night)
    for column in range(columns):
        for row in range(5):
            x, y = column * side, row * side
            lit = dice.roll(0, 1)
            ground = palette.at(0.1 + 0.32 * dice.roll(0, 1))
            canvas.area([(x, y), (x + side, y), (x + side, y + side), (x, y + side)], ground)
            colour = palette.spark if lit > 0.94 else palette.at(0.3 + 0.62 * lit)
            _quarter(canvas, (x, y), side, dice.pick(5), colour)


def _quarter(
    canvas: Canvas, corner: Point, side: float, turn: int, colour: tuple[int, int, int]
) -> None:
    """Draw a quarter circle into a tile, from one of its corners; a ring for the fifth turn."""
    x, y = corner
    if turn == 4:
        centre = (x + side / 2, y + side / 2)
        canvas.disc(centre, side * 0.34, colour)
        canvas.disc(centre, side * 0.17, canvas.palette.deep)
        return
    at_right, at_bottom = turn in (1, 2), turn in (2, 3)
    centre = (x + side * at_right, y + side * at_bottom)
    first = {(0, 0): 0.0, (1, 0): 0.5, (1, 1): 1.0, (0, 1): 1.5}[int(at_right), int(at_bottom)]
    arc = [
        (
            centre[0] + side * cos(pi * (first + 0.5 * step / 24)),
            centre[1] + side * sin(pi * (first + 0.5 * step / 24)),
        )
        for step in range(25)
    ]
    canvas.area([centre, *arc], colour)


def _arcs(canvas: Canvas) -> None:
    """Rings that spread from a point below the edge, as after a stone's throw."""
    width, height, dice, palette = canvas.width, canvas.height, canvas.dice, canvas.palette
    canvas.area(_frame(canvas), palette.deep)
    centre = (width * dice.roll(0.18, 0.36), height * dice.roll(0.98, 1.12))
    rings = 17
    reach = hypot(width, height) * 0.95
    marked = 5 + dice.pick(6)
    for ring in range(rings, 0, -1):
        share = ring / rings
        radius = reach * share**1.12
        tone = palette.at(0.06 + 0.72 * (1 - share)) if ring % 2 else palette.at(0.8 * (1 - share))
        canvas.disc(centre, radius, palette.spark if ring == marked else tone)
        if ring == marked:
            canvas.disc(centre, radius - height * 0.022, palette.at(0.75 * (1 - share)))
    other = (width * dice.roll(0.78, 0.95), height * dice.roll(-0.1, 0.15))
    for ring in range(7):
        radius = height * (0.12 + 0.085 * ring)
        outline = [
            (other[0] + radius * cos(pi * step / 90), other[1] + radius * sin(pi * step / 90))
            for step in range(181)
        ]
        canvas.line(outline, palette.paper, 0.0013, 0.5 - 0.055 * ring)


def _columns(canvas: Canvas) -> None:
    """Upright bars of many heights, two rows deep; they measure nothing."""
    width, height, dice, palette = canvas.width, canvas.height, canvas.dice, canvas.palette
    for row, (count, low, high) in enumerate(((30, 0.35, 0.92), (19, 0.12, 0.66))):
        step = width / count
        swing, turn = dice.roll(1.0, 1.9), dice.roll(0, 2 * pi)
        marked = count // 2 + dice.pick(count // 3)
        for bar in range(count):
            wave = 0.5 + 0.5 * sin(swing * 2 * pi * bar / count + turn)
            tall = height * (low + (high - low) * (0.65 * wave + 0.35 * dice.roll(0, 1)))
            tone = palette.at((0.2 if row == 0 else 0.42) + 0.3 * wave)
            colour = palette.spark if row == 1 and bar == marked else tone
            left, right = step * (bar + 0.14), step * (bar + 0.86)
            top = height - tall
            canvas.area([(left, top), (right, top), (right, height), (left, height)], colour)
            cap = mixed(colour, palette.paper, 0.55)
            edge = top + height * 0.006
            canvas.area([(left, top), (right, top), (right, edge), (left, edge)], cap)


def _network(canvas: Canvas) -> None:
    """Points and the lines between neighbours."""
    width, height, dice, palette = canvas.width, canvas.height, canvas.dice, canvas.palette
    points = [
        (
            width * (column + dice.roll(0.12, 0.88)) / 11,
            height * (row + dice.roll(0.12, 0.88)) / 6,
        )
        for column in range(11)
        for row in range(6)
    ]
    for number, one in enumerate(points):
        near = sorted(points, key=lambda other: hypot(other[0] - one[0], other[1] - one[1]))[1:5]
        for rank, other in enumerate(near):
            bright = 0.6 if rank < 2 else 0.25
            canvas.line([one, other], palette.light, 0.0012, bright)
        if number % 9 == 0:
            canvas.area([one, near[0], near[1]], palette.middle, 0.55)
            canvas.area([one, near[1], near[2]], palette.light, 0.18)
    hub = dice.pick(len(points))
    for number, point in enumerate(points):
        size = height * (0.005 + 0.011 * dice.roll(0, 1) ** 2)
        canvas.disc(point, size * 2.1, palette.night)
        canvas.disc(point, size * 1.4, palette.paper if number % 4 else palette.light)
        if number == hub or number % 23 == 11:
            canvas.disc(point, height * 0.034, palette.night)
            canvas.disc(point, height * 0.026, palette.spark)


def _fields(canvas: Canvas) -> None:
    """Plots with furrows, seen from nowhere above."""
    width, height, dice, palette = canvas.width, canvas.height, canvas.dice, canvas.palette
    canvas.area(_frame(canvas), palette.night)
    lean = width * dice.roll(0.1, 0.2)
    columns, rows = 6, 4
    xs = [
        width * (-0.12 + 1.3 * (c + 0.28 * dice.roll(-1, 1)) / columns) for c in range(columns + 1)
    ]
    marked = (columns // 2 + dice.pick(3)) * rows + dice.pick(rows)
    for column in range(columns):
        ys = [
            height * (r + 0.22 * dice.roll(-1, 1) * (0 < r < rows)) / rows for r in range(rows + 1)
        ]
        for row in range(rows):
            corners = [
                _leaning(xs[column + right], ys[row + below], lean, height)
                for right, below in ((0, 0), (1, 0), (1, 1), (0, 1))
            ]
            tone = palette.at(0.16 + 0.62 * dice.roll(0, 1))
            canvas.area(corners, palette.spark if column * rows + row == marked else tone)
            _furrows(canvas, corners, along=dice.roll(0, 1) > 0.5, count=7 + dice.pick(9))
            canvas.line([*corners, corners[0]], palette.night, 0.0034)


def _leaning(x: float, y: float, lean: float, height: int) -> Point:
    return x + lean * (0.5 - y / height), y


def _furrows(canvas: Canvas, corners: list[Point], *, along: bool, count: int) -> None:
    first, second, third, fourth = corners
    sides = ((first, fourth), (second, third)) if along else ((first, second), (fourth, third))
    for furrow in range(1, count):
        share = furrow / count
        ends = [
            (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            for start, end in sides
        ]
        canvas.line(ends, canvas.palette.night, 0.0011, 0.3)


def _nothing(canvas: Canvas) -> None:
    """Leave the ground as it is."""
    del canvas


def _frame(canvas: Canvas) -> list[Point]:
    return [(0, 0), (canvas.width, 0), (canvas.width, canvas.height), (0, canvas.height)]


_MOTIFS: Mapping[Motif, Callable[[Canvas], None]] = {
    Motif.WAVES: _waves,
    Motif.CONTOURS: _contours,
    Motif.GRID: _grid,
    Motif.ARCS: _arcs,
    Motif.COLUMNS: _columns,
    Motif.NETWORK: _network,
    Motif.FIELDS: _fields,
    Motif.NONE: _nothing,
}
