import os
import re
import threading
import zipfile
from io import BytesIO
from pathlib import Path

from ministack.core.lambda_runtime import Worker
from ministack.services import lambda_svc

from .announce import announce

RESOLVE_LOCALHOST = Path(__file__).parent.parent / "resolve-localhost.cjs"


def put_layers_where_they_belong(folder):
    """
    A Lambda has the files of its layers at /opt. A process of this machine cannot: whatever variable of the function
    begins with that is made to name the unpacked layer. That is the published one, as the function has it attached.
    """
    announce("layers are not at /opt", "variables that point there lead to the function's own layers, unpacked")
    opts = {}
    lock = threading.Lock()

    def find_opt(layers):
        key = str(layers)
        with lock:
            if key not in opts:
                opt = folder / "layers" / str(len(opts))
                for layer in layers:
                    unpack(lambda_svc._resolve_layer_zip(layer), opt)
                opts[key] = f"{opt}/"
            return opts[key]

    spawn = Worker._spawn

    def spawn_with_layers(worker):
        variables = dict(worker.config.get("Environment", {}).get("Variables", {}))
        layers = worker.config.get("Layers", [])
        if layers:
            opt = find_opt(layers)
            variables = {name: re.sub("^/opt/", opt, value) for name, value in variables.items()}
        options = f"{variables.get('NODE_OPTIONS', '')} --require={RESOLVE_LOCALHOST}".strip()
        environment = {"Variables": {**variables, "NODE_OPTIONS": options}}
        worker.config = {**worker.config, "Environment": environment}
        spawn(worker)

    Worker._spawn = spawn_with_layers


def unpack(content, folder):
    """Python's own way forgets that programs are executable."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.infolist():
            os.chmod(archive.extract(member, folder), member.external_attr >> 16 or 0o644)
