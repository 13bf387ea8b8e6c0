"""How many sockets and files this process may have open."""

import sys


def allow_descriptors(wanted: int) -> int | None:
    """Raise the soft limit to `wanted`, or as far as the hard one lets; return it. None: this system has no such limit.

    POSIX, setrlimit.
    """
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    granted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))
    except (ValueError, OSError):
        return soft
    return granted
