"""The most resident memory of this program."""

import re
import resource
from pathlib import Path


def peak_rss_mib():
    """In MiB. Where /proc does not tell, it is at least that of the program that started this one, by getrusage(2)."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s*(\d+) kB", status.read_text())[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
