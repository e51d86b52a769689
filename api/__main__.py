"""`python -m api` serves the API; `python -m api new-client NAME AGENCY` creates an account."""

from __future__ import annotations

import os
import sys

from api.process.serve import new_client, serve
from app.installation import App
from app.operation.logs import begin_logs

_USAGE = "python -m api [new-client NAME AGENCY]"


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit status."""
    os.umask(0o077)  # papers are for the account that this runs under, and for nobody else
    match arguments:
        case []:
            with App.open() as app:
                begin_logs(app.settings.log, service=True)
                serve(app)
        case ["new-client", name, agency]:
            secret, lines = new_client(name, agency)
            sys.stdout.write(f"{lines}\n")
            sys.stderr.write(f"Mật khẩu, chỉ hiện một lần: {secret}\n")
        case _:
            sys.stderr.write(f"{_USAGE}\n")
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
