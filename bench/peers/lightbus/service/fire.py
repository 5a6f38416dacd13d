"""Fires events: so many, so many at once, with a pause in seconds after each.

    python fire.py COUNT AT_ONCE PAUSE
"""
import asyncio
import sys
import time

from bus import bus

count, at_once, pause = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])


async def main():
    await bus.client.lazy_load_now()
    ids = iter(range(count))

    async def fire_some():
        for id in ids:
            at = time.time() * 1000
            await bus.support.case.case_created.fire_async(id=id, sender="Joe", subject="I need support please!", at=at)
            if pause:
                await asyncio.sleep(pause)

    await asyncio.gather(*[fire_some() for _ in range(at_once)])


asyncio.get_event_loop().run_until_complete(main())
