"""The demo community: Lumen Energy, who make wallboxes, and the people who use them.

Each module holds one part of it. Threads are scenes: who opens them and when, and what happens
then; `community.home.seeding` plays them through the forum's own verbs.
"""

from community.home.seeds import (
    app_threads,
    billing_threads,
    charging_threads,
    community_threads,
    developer_threads,
    long_thread,
    staff_threads,
)
from community.home.seeds.scenes import Scene

SCENES: list[Scene] = [
    *charging_threads.SCENES,
    *app_threads.SCENES,
    *billing_threads.SCENES,
    *developer_threads.SCENES,
    *community_threads.SCENES,
    *staff_threads.SCENES,
    long_thread.SCENE,
]
