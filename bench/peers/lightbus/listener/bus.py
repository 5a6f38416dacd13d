"""A service that listens to the help desk, and tells the benchmark of each event."""
import os
import socket
import time

import lightbus

bus = lightbus.create(service_name="dashboard", process_name="worker", config_file=os.environ["LIGHTBUS_CONFIG"])
collector = None


async def notify_agents(event, id, sender, subject, at):
    global collector
    if collector is None:
        collector = socket.create_connection(("127.0.0.1", int(os.environ["COLLECTOR_PORT"])))
    collector.sendall(f"{time.time() * 1000} {at}\n".encode())


@bus.client.on_start()
def on_start(client):
    bus.support.case.case_created.listen(notify_agents, listener_name="notify_agents")
