"""How long a query may take, in time of the processor."""

import time

MOST_WAITING = 10  # times its processor time that a query may take on a busy machine


class Deadline:
    """A share of the processor: on a busy machine a waiting thread has not used up its time."""

    def __init__(self, seconds: float) -> None:
        self.busy = time.thread_time() + seconds
        self.latest = time.monotonic() + seconds * MOST_WAITING
        self.was_over = False

    def is_over(self) -> bool:
        if time.thread_time() > self.busy or time.monotonic() > self.latest:
            self.was_over = True
        return self.was_over
