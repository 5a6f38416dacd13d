"""Calls a procedure: so many times, so many at once. Prints the median in milliseconds and the calls a second.

    python call.py PROCEDURE COUNT AT_ONCE
"""
import asyncio
import json
import statistics
import sys
import time

from bus import bus

procedure, count, at_once = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
call = getattr(bus.support.case, procedure).call_async


async def main():
    for _ in range(100):
        await call(id=1)
    durations = []
    ids = iter(range(count))

    async def call_some():
        for id in ids:
            began = time.perf_counter()
            await call(id=id % 1000)
            durations.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*[call_some() for _ in range(at_once)])
    seconds = time.perf_counter() - began
    print(json.dumps({"p50": statistics.median(durations) * 1000, "perSecond": count / seconds}))


asyncio.get_event_loop().run_until_complete(main())
