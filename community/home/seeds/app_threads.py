"""The app: a promise, a solved question that broke again, one that nobody finished."""

from community.home.seeds.scenes import Do, Say, Scene

SCENES = [
    Scene(
        "app",
        "App signs me out every night since 4.12",
        "ben",
        "2w09:10",
        """Every morning I have to sign in again, on both phones (Android 16 and iOS 19). It
began with **4.12.0**. The widget shows *Sign in to see your wallbox* until I do.

Not terrible, but the night schedule can't be changed from the lock screen any more.""",
        tags="sign-in, android, ios",
        me_too="ana,soren,olu,dario,greta,noam",
        steps=(
            Say("soren", "2w13:20", "Same on a Pixel 9.", "remark"),
            Say(
                "sam",
                "70m",
                "Thank you for the exact version, that helped: we can see it too. Tokens from 4.12 "
                "are thrown away at midnight UTC. The app team has a fix in review, and I will be "
                "back with a date.",
                "first_word",
                promise=5,
            ),
        ),
    ),
    Scene(
        "app",
        "Widget shows yesterday's charge",
        "noam",
        "12d",
        "The home screen widget shows the charge of the day before until I open the app. "
        "Battery saving is off for Lumen.",
        tags="widget, android",
        steps=(
            Say(
                "priya",
                "12d",
                """Widgets refresh only when Android lets them. Give it leave:

1. *Settings → Apps → Lumen → Battery → Unrestricted*
2. Remove the widget and add it again

It is step 2 that most people miss.""",
                "answer",
            ),
            Do("accept", "noam", "11d", 2),
            Say("noam", "11d", "That was it. תודה!", "addition"),
            Do("still_broken", "noam", "2h"),
            Say(
                "noam",
                "2h",
                "Sorry to come back: since 4.12.1 it shows yesterday again, with the same "
                "settings.",
                "still_need_help",
            ),
        ),
    ),
    Scene(
        "app",
        "How do I let my daughter start a charge without giving her my password?",
        "greta",
        "4w14:00",
        "She has her own phone and drives the same car. I do not want to share my password, and "
        "she must not see invoices.",
        tags="sharing, account",
        steps=(
            Say(
                "sam",
                "4w15:30",
                """Use **guests**: *Settings → People → Invite*. A guest

- starts and stops a charge,
- sees what the car is doing,
- sees **no** prices and **no** invoices.

You can end it at any time on the same page.""",
                "answer",
            ),
            Say("greta", "3w08:05", "Perfect, thanks. Invitation sent.", "addition"),
        ),
    ),
    Scene(
        "app",
        "Dark mode turns the charging curve invisible",
        "soren",
        "19d",
        "In dark mode the curve is dark blue on black. I can only see it with the phone tilted.",
        tags="dark-mode, ios",
        steps=(
            Say(
                "sam",
                "19d",
                "Could you send a picture, and the version from *Settings → About*? We cannot see "
                "it on our phones.",
                "need_info",
            ),
            Do("close", "", "3d", text="We did not get the details we asked for."),
        ),
    ),
    Scene(
        "app",
        "Notifications arrive an hour late",
        "dario",
        "33d",
        "The *charge complete* message comes up to an hour after the car is full.",
        tags="notifications",
        steps=(
            Say("kim", "33d", "Buy followers cheap at best-likes dot example", "answer"),
            Do("hide", "mia", "33d", 2, "Advertising"),
            Say(
                "ben",
                "32d",
                "Mine were late too until I switched *Bundle messages* off under "
                "*Settings → Notifications*. It bundles within the hour.",
                "answer",
            ),
            Do("accept", "dario", "31d", 3),
            Do("vote", "dario,soren", "31d", 3),
        ),
    ),
]
