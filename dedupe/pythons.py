"""Other processes of this Python: what they run is this package, and they are spoken to by pipes.

Unlike those of `multiprocessing` they do not import the program that runs this one, which may not be ready for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def start_python(code: str, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
    """Start a process that runs some code, with arguments, and with variables in its environment.

    Raises `OSError` where Python is part of another program, and can start no process.
    """
    if not sys.executable:
        raise OSError("this Python does not say how it is started")
    # What stands in the current folder is not imported, unless this process would do that, too.
    command = [sys.executable, "-P", "-c", code, *arguments]
    path = os.pathsep.join(folder or str(Path.cwd()) for folder in sys.path)
    environment = {**os.environ, **variables, "PYTHONPATH": path}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment)  # noqa: S603 - this Python
