"""Ideas and talk, and what members of the early access say."""

from community.home.seeds.scenes import Do, Say, Scene

SCENES = [
    Scene(
        "ideas",
        "Pause charging while the grid is at its most expensive hour",
        "soren",
        "20d",
        """With Flex the price at 18:00 is often three times that of 02:00. A schedule helps, but
the expensive hour moves. I would like one switch:

> **Never charge in the two most expensive hours of the day, unless the car must leave.**

The data is there; the app shows the price curve already.""",
        tags="flex, schedules",
        kind="idea",
        me_too="ana,ben,dario,greta,kim,noam,olu,priya,tomas,wei,jonas",
        steps=(
            Say("greta", "20d", "Yes please, and per vehicle. Our night shift leaves at four."),
            Say("dario", "19d", "Two hours is too few in winter. Let me choose a number."),
            Say(
                "max",
                "18d",
                "We talked about this on Friday and it is on the list for spring, with *a number "
                "of hours you choose* and *per vehicle*. Thank you all, this is how it should be.",
            ),
            Say("soren", "18d", "That was quick. Happy to try an early version!"),
            Do("vote", "soren,greta,dario,kim", "17d", 4),
        ),
    ),
    Scene(
        "ideas",
        "Show CO₂ per charge, not only per month",
        "olu",
        "11d",
        "The monthly figure is nice, but I would like to see what *tonight* did, so that I learn "
        "when it is worth waiting.",
        tags="app, co2",
        kind="idea",
        me_too="soren,wei",
        steps=(Say("wei", "10d", "With a small comparison to the average hour, please."),),
    ),
    Scene(
        "early-access",
        "Early access 4.13: what to look at, and what is known",
        "mia",
        "3d",
        """Version 4.13 is in your stores since this morning. We would love to hear about

- the new **schedule** page (long press moves a block),
- signing in with a **passkey**,
- anything that is slower than before.

Known so far:

- [x] The widget is blank after the update until the first charge
- [ ] French month names are cut off on small phones""",
        tags="beta",
        kind="discussion",
        steps=(
            Say(
                "priya",
                "3d",
                "Passkey works on both phones. The schedule page is *so* much better.",
            ),
            Say(
                "ben",
                "2d",
                "Long press fights with the back gesture on my phone. Start the "
                "press in the middle and it works.",
            ),
            Say("sam", "1d", "Thank you Ben, written down as a bug and seen by the team."),
            Do("vote", "ben,mia", "1d", 2),
        ),
    ),
]
