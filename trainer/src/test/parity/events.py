"""Event files as TensorBoard writes and reads them: two of one run, the second from step 3 on.

    python events.py

Writes events-0.tfevents and events-1.tfevents with TensorBoard's own messages and record writer, and events.json, what its
accumulator makes of both, below src/test/resources/dev/cloze/trainer/observe. Versions: events-requirements.txt.
"""

import json
import pathlib
import shutil
import tempfile

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

OUT = pathlib.Path(__file__).parent.parent / "resources/dev/cloze/trainer/observe"
TIME = 1_700_000_000.25


def numbers(step, **values):
    summary = Summary(value=[Summary.Value(tag=tag.replace("_", " "), simple_value=value) for tag, value in values.items()])
    return Event(wall_time=TIME, step=step, summary=summary)


def write(file, events):
    with open(file, "wb") as out:
        writer = RecordWriter(out)
        for event in [Event(wall_time=TIME, file_version="brain.Event:2"), *events]:
            writer.write(event.SerializeToString())
        writer.flush()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    write(OUT / "events-0.tfevents", [numbers(step, loss=5.5 - step, learning_rate=0.0) for step in range(1, 6)])
    start = Event(wall_time=TIME, step=4, session_log=SessionLog(status=SessionLog.START))
    write(OUT / "events-1.tfevents", [start, *(numbers(step, loss=-1.25 * step, learning_rate=1e-3) for step in range(4, 301, 100))])
    with tempfile.TemporaryDirectory() as folder:
        for i in range(2):
            shutil.copy(OUT / f"events-{i}.tfevents", f"{folder}/events.out.tfevents.{i:010d}.cloze")
        accumulator = EventAccumulator(folder)
        accumulator.Reload()
        read = {tag: [[e.step, e.value] for e in accumulator.Scalars(tag)] for tag in accumulator.Tags()["scalars"]}
    (OUT / "events.json").write_text(json.dumps(read) + "\n")


if __name__ == "__main__":
    main()
