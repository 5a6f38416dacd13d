"""A help desk as a Lightbus service: two procedures that answer at once, and an event."""
import os

import lightbus
from lightbus import Api, Event

CASES = {id: {"id": id, "sender": "Joe", "subject": "I need support please!", "body": "..."} for id in range(1000)}


class SupportCaseApi(Api):
    case_created = Event(parameters=("id", "sender", "subject", "at"))

    class Meta:
        name = "support.case"

    def get(self, id):
        """An ordinary method: Lightbus runs it in a thread."""
        return CASES.get(id)

    async def get_in_loop(self, id):
        """The same on the worker's event loop."""
        return CASES.get(id)


bus = lightbus.create(service_name="support", config_file=os.environ["LIGHTBUS_CONFIG"])
bus.client.register_api(SupportCaseApi())
