"""Charging at home: questions in every state of waiting."""

from community.home.seeds.scenes import Do, Say, Scene

SCENES = [
    Scene(
        "charging",
        "Read this first: what the lights on your wallbox mean",
        "sam",
        "40d",
        """Most questions here begin with a light. This is what they say, on the **Wallbox 2** and
the **Wallbox Pro** alike.

| Light | What it means | What to do |
|:------|:--------------|:-----------|
| Green, steady | Ready | Plug in |
| Blue, breathing | Charging | Nothing |
| Blue, steady | The car is full or paused | Nothing |
| Yellow, blinking | Waiting for cheap power or for sun | See *Schedules* in the app |
| Red, three blinks | No connection for ten minutes | Steps 1 to 3 below |
| Red, steady | Fault current: it has switched itself off | **Do not reset it.** Ask us |

## If it blinks red three times

1. Switch the wallbox off at its breaker for 30 seconds.
2. Open the app, *Settings → Wallbox → Network*, and look at the signal.
   - Above −70 dBm it is good.
   - Below −80 dBm it will drop out now and then. A cable is better than any repeater.
3. Still red after five minutes? Ask here and add the serial number's last four digits.

## What we need to know when you ask

- [x] The model and the version from *Settings → About*
- [x] What the light does
- [ ] A photo of the label (**cover the full serial number**)
""",
        tags="wallbox, lights, first-aid",
        kind="guide",
        steps=(
            Say("ben", "39d", "The table alone saved me a call. Thank you!"),
            Say("noam", "21d", "Printed it and taped it inside the door of the meter cabinet."),
            Do("pin", "mia", "20d"),
            Do("vote", "ben,noam,tomas,greta,kim,soren,wei,dario", "19d", 1),
        ),
    ),
    Scene(
        "charging",
        "Wallbox blinks red three times since this morning's update",
        "layla",
        "25m",
        """Since the update to **5.2.1** this morning the wallbox blinks red three times, stops,
and blinks again. The car does not charge.

- Wallbox 2, bought in March
- The Wi-Fi is the same as before, my phone has full signal right beside the box
- Breaker off and on: green for a minute, then red again

I need the car tomorrow at six. Is there a way to charge *without* the network?""",
        tags="wallbox, firmware, lights",
        me_too="kim,dario",
        steps=(Say("kim", "12m", "Same here since 5.2.1, also a Wallbox 2.", "remark"),),
    ),
    Scene(
        "charging",
        "Solar surplus charging never starts, although the roof gives 4 kW",
        "dario",
        "6w09:40",
        """On sunny days the inverter shows 4 kW going to the grid, but the wallbox stays on
yellow and waits. Mode is *Sun only*. When I switch to *Fast* it charges at once.

What am I missing?""",
        tags="solar, schedules",
        steps=(
            Say(
                "sam",
                "6w11:15",
                """*Sun only* needs the surplus on **all** phases the car uses. Could you tell us

1. whether your car charges on one phase or three, and
2. what *Settings → Solar → Minimum surplus* says?

With three phases the minimum is 4.2 kW, so 4 kW would be just too little.""",
                "need_info",
            ),
            Say("ben", "5w08:50", "I had the same in spring, curious what it was.", "remark"),
        ),
    ),
    Scene(
        "charging",
        "Charging stops at 80 % although the limit is set to 100 %",
        "ana",
        "3w08:20",
        """Our two vans stop at 80 % every night since last week. The limit in the app says 100 %.
One is an e-Transporter, the other an older Kango; both did 100 % before.

Nothing else changed that I know of.""",
        tags="limit, schedules, fleet",
        steps=(
            Say(
                "sam",
                "3w10:05",
                """Good morning Ana. There are two limits, one in our app and one in the car, and
the lower one wins. The e-Transporter got an update last week that sets *Battery care* to 80 %.

Please look in the van under **Vehicle → Charging → Battery care** and switch it off, then charge
once. If it still stops at 80 %, tell us and we will read the wallbox's log.""",
                "answer",
            ),
            Say(
                "ana",
                "4h",
                """It was on in the e-Transporter, and that one is fine now. **But the Kango has no
such setting** and stopped at 80 % again tonight, at 03:10. The morning round begins at five, so
this really hurts.""",
                "still_need_help",
            ),
            Say(
                "ana",
                "3h",
                "The app's history says *ended by vehicle*, if that helps.",
                "still_need_help",
            ),
            Say(
                "sam",
                "2h",
                "Log says `IEC state C → B` at 03:10, so the car ended it. Asking the vehicle desk "
                "whether the Kango has a hidden care mode. @mia please keep an eye on it.",
                audience="staff",
            ),
        ),
    ),
    Scene(
        "charging",
        "Which cable for 22 kW, and how long may it be?",
        "olu",
        "16d",
        "The wallbox can do 22 kW and the parking space is 9 m away. Which cable do I need, and "
        "does a longer one lose power?",
        tags="cable, installation",
        steps=(
            Say(
                "tomas",
                "16d",
                """You need a **three-phase, 32 A** Type 2 cable. About the length:

| Length | Loss at 22 kW | Loss at 11 kW |
|-------:|--------------:|--------------:|
| 5 m | 60 W | 15 W |
| 7.5 m | 90 W | 22 W |
| 10 m | 120 W | 30 W |

So 10 m costs you about half a percent. Take the 10 m one and **never** coil what is left: a coil
gets warm.""",
                "answer",
            ),
            Do("verify", "sam", "15d", 2),
            Do("accept", "olu", "14d", 2),
            Say("olu", "14d", "Bought 10 m, works. Thank you for the table!", "addition"),
            Do("vote", "ana,ben,soren,dario,sam", "13d", 2),
        ),
    ),
    Scene(
        "charging",
        "الشاحن لا يتصل بالشبكة بعد تغيير جهاز التوجيه",
        "yusuf",
        "2w12:30",
        """غيّرت جهاز التوجيه (router) في البيت أمس، ومنذ ذلك الوقت الشاحن لا يتصل بالشبكة.
الضوء أحمر ويومض ثلاث مرات.

هل يجب أن أعيد ضبط الشاحن `Wallbox 2` بالكامل، أم تكفي كلمة المرور الجديدة؟""",
        tags="wallbox, شبكة",
        steps=(
            Say(
                "layla",
                "2w15:10",
                """لا حاجة لإعادة الضبط. افتح التطبيق ثم **الإعدادات ← الشاحن ← الشبكة**، واختر
الشبكة الجديدة وأدخل كلمة المرور:

1. اضغط الزر على الشاحن خمس ثوانٍ حتى يصبح الضوء أبيض.
2. اختر الشبكة (2.4 GHz فقط).
3. انتظر دقيقتين.""",
                "answer",
            ),
        ),
    ),
    Scene(
        "charging",
        "Wallbox went dark during the thunderstorm",
        "wei",
        "9d",
        "Last night there was lightning close by. Since then the wallbox is completely dark: no "
        "light, not in the app. The breaker is on. Is it dead, and is that covered?",
        tags="wallbox, warranty",
        steps=(
            Say(
                "tomas",
                "9d",
                "Look for a second breaker: most installers put the wallbox behind its own "
                "residual-current device with a **surge protector**. If the little window on it is "
                "red, the protector gave its life for the box and costs 40 to replace.",
                "answer",
            ),
            Say("wei", "8d", "The window is red! Calling the electrician.", "addition"),
            Say(
                "sam",
                "8d",
                "Tomás is right, and please let an electrician change it. The two years of "
                "warranty do not cover lightning, but your home insurance usually does.",
                "answer",
            ),
            Do("accept", "sam", "3d", 2),
        ),
    ),
    Scene(
        "charging",
        "Can I charge two cars with one Wallbox 2?",
        "kim",
        "26d",
        "We are getting a second car. Is there a splitter?",
        tags="wallbox",
        steps=(
            Say(
                "sam",
                "26d",
                "No splitter, for good reason: one cable, one car. Two wallboxes can share one "
                "supply, though; *Load sharing* in the app gives each what the other leaves.",
                "answer",
            ),
            Do("works", "kim", "25d"),
        ),
    ),
]
