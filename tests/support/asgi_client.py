"""Ask an ASGI application in this process, as a client over HTTP would."""

import asyncio

import httpx


class AsgiClient:
    """Each call is a request of its own; the event loop is kept, which takes longer to make than to ask."""

    def __init__(self, app):
        self.app = app
        self._runner = asyncio.Runner()

    def __call__(self, method, path, **named):
        return self._runner.run(self._ask(method, path, named))

    def close(self):
        self._runner.close()

    def get(self, path, **named):
        return self("GET", path, **named)

    def post(self, path, body=None, **named):
        return self("POST", path, **({} if body is None else {"json": body}), **named)

    async def _ask(self, method, path, named):
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            return await client.request(method, path, **named)
