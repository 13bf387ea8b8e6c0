"""A file of people as an organiser's system writes it: some hundred delegations, names of the world."""

from collections.abc import Iterable

HEADER = "Key,Name,Delegation,E-mail,Mobile,Attendance,Active,Category,Order,Group,Language,Title,Function"
_NAMES = ("Anna Keller", "José Núñez", "فاطمة الزهراء", "李 明", "Siobhán O'Connor", "Ольга Иванова", "Nguyễn Thị Mai")
_GROUPS = ("Group B", "GRULAC", "African Group", "Asia and the Pacific Group", "CEBS")


def people_csv(number: int, active: int, delegations: int = 190, skip: Iterable[int] = ()) -> bytes:
    """Write `number` people, the first `active` of whom may speak, without those of `skip`. UTF-8 with its mark."""
    left_out = set(skip)
    lines = [_line(n, n < active, n % delegations) for n in range(number) if n not in left_out]
    return "\r\n".join([HEADER, *lines, ""]).encode("utf-8-sig")


def _line(number: int, is_active: bool, delegation: int) -> str:
    cells = (
        f"R-{number:05d}",
        f"{_NAMES[number % len(_NAMES)]} {number}",
        f'"Delegation {delegation}, Republic of"',
        f"person.{number}@example.org",
        f"+41791{number:06d}",
        "remote" if number % 3 else "on-site",
        "active" if is_active else "passive",
        "member",
        str(delegation),
        _GROUPS[delegation % len(_GROUPS)],
        "fr" if number % 2 else "en",
        "Ms.",
        "First Secretary",
    )
    return ",".join(cells)
