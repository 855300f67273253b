"""
`python start.py <folder>`: the AWS emulator ministack, with what it lacks for us, until SIGTERM. The environment says
where it serves (see start-emulator.ts); what is unpacked goes into the folder. Each work-around is told on stdout, in a
line that begins with "work-around:".
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from make_certificate import make_certificate

FOLDER = Path(sys.argv.pop(1))

# The emulator reads its environment, and asks for the certificate, when it is imported.
make_certificate(Path(os.environ["MINISTACK_SSL_CERT"]), Path(os.environ["MINISTACK_SSL_KEY"]))

from ministack import app  # noqa: E402

from work_arounds.alarms import simplify_alarms  # noqa: E402
from work_arounds.buckets import make_buckets_as_templates_say  # noqa: E402
from work_arounds.edge_keys import give_edge_functions_their_keys  # noqa: E402
from work_arounds.layers import put_layers_where_they_belong  # noqa: E402
from work_arounds.logs import show_logs_of_functions  # noqa: E402
from work_arounds.permissions import ask_for_permissions_as_aws_does  # noqa: E402
from work_arounds.preflights import pass_preflights_on  # noqa: E402


def end_with(parent):
    """Nobody else ends the emulator and its functions when whoever started them is killed."""

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os.killpg(0, signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


put_layers_where_they_belong(FOLDER)
ask_for_permissions_as_aws_does()
pass_preflights_on()
make_buckets_as_templates_say()
simplify_alarms()
give_edge_functions_their_keys()
show_logs_of_functions()
# With TLS it would also take port 443 if it could.
app._port_is_bindable = lambda *_: False
end_with(os.getppid())
app.main()
