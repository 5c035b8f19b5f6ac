"""The pages on a real loopback socket, in a thread of the test: a small app of nothing else."""

import threading
import time
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from routekit.service.pages import PageSettings, pages
from routekit.service.serving import Held, Serving


@contextmanager
def served(router, contacts=None, settings=None):
    """Serve the pages of a router; give the address, and what is held, which can be replaced."""
    held = Held(Serving(router, contacts))
    app = Starlette(routes=pages(held, settings or PageSettings()))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", held
    finally:
        server.should_exit = True
        thread.join(10)
