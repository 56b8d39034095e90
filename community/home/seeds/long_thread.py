"""A long, friendly thread: three pages of what charging really costs."""

from community.home.seeds.scenes import Do, Say, Scene

WORDS = (
    ("soren", "I will begin: **3.10** per 100 km. Flex, mostly nights, Nordjylland."),
    ("dario", "4.80 in Torino. No roof, no night tariff, and a heavy foot."),
    (
        "tomas",
        "2.60, but half of it comes from the roof, so I count it at what the grid would "
        "have paid me: 7 ct.",
    ),
    ("kim", "How do you count the roof? At zero it is cheating, isn't it? 😄"),
    ("tomas", "At what I would have been paid for it. Nothing is free, it is only not sold."),
    ("ben", "Same rule here. 2.90 over the year, 4.10 in January."),
    ("greta", "For the vans: 5.40, because they charge when they are back, not when it is cheap."),
    ("wei", "6.20 where I rent, and I may not have my own wallbox. Still half of petrol."),
    (
        "priya",
        """I log it, so here is my year:

| Quarter | kWh/100 km | Price/kWh | Per 100 km |
|---|---:|---:|---:|
| Winter | 21.4 | 0.24 | 5.14 |
| Spring | 16.9 | 0.19 | 3.21 |
| Summer | 15.8 | 0.14 | 2.21 |
| Autumn | 17.7 | 0.21 | 3.72 |""",
    ),
    ("noam", "Lovely table. What happens in winter, heating?"),
    ("priya", "Heating, cold tyres and short trips. Preheating on the cable helps most."),
    ("olu", "Preheat *before* the cheap hours end, then the battery is warm too."),
    ("jonas", "Guests of the hotel ask me this weekly. I now send them here."),
    ("ana", "Bakery vans: 4.90, but every kilometre is stop and go at four in the morning."),
    ("dario", "Ana, do you take the heat of the ovens into account? 😉"),
    ("ana", "If only the vans could have it."),
    ("layla", "في عمّان حوالي ٣ دنانير لكل ١٠٠ كم، والشحن في الليل أرخص."),
    ("yusuf", "نفس الشيء عندي تقريبًا، مع ألواح شمسية أقل من دينارين."),
    ("ben", "For everybody: that is about 4.20 and under 2.80 in the money of most of us."),
    ("soren", "Has anyone measured what the charging itself loses?"),
    (
        "tomas",
        "Yes, with a meter before the box: 8 % at 11 kW, 14 % at 2.3 kW from a socket. The "
        "car's electronics are awake all that time.",
    ),
    ("kim", "So slow charging is *not* gentler on the wallet. Good to know."),
    ("wei", "And on the battery?"),
    (
        "tomas",
        "At home there is no difference you could measure. Between 2 and 11 kW it is all "
        "slow for a battery.",
    ),
    (
        "noam",
        "I did the opposite of an experiment: one month without looking at the price. 4.40 "
        "instead of 3.30. Looking is worth a coffee a week.",
    ),
    ("max", "We may quote that one. 😊"),
    ("noam", "Only with the coffee."),
    ("greta", "Update from the vans: with load sharing and *Leave at 04:00* we are down to 4.60."),
    ("priya", "That is 15 %! Over how many vans?"),
    ("greta", "Fourteen. It adds up to a new one every few years."),
    ("olu", "Tyres! 2.3 bar to 2.7 bar: 0.6 kWh less on the same commute."),
    ("dario", "Mine says 2.5 in the door. Is more not dangerous?"),
    ("olu", "Stay with what the door says for *full load*; mine says 2.7 there."),
    ("jonas", "Roof box off: 2.1 kWh. I had forgotten it was up there since February."),
    ("ben", "We have all driven with that roof box, Jonas."),
    ("kim", "Heat pump or not makes 1.5 kWh in winter in the two cars of ours."),
    (
        "soren",
        """Let me sum up what people here measured:

1. Looking at the price: −25 %
2. Preheating on the cable: −10 % in winter
3. Tyres at the full-load pressure: −4 %
4. The roof box of Jonas: −12 %""",
    ),
    ("jonas", "I will never hear the end of it."),
    ("ana", "Put it on the van of the bakery, it fits 200 rolls."),
    (
        "mia",
        "This thread is what a community is for. I made the sum of it part of the guide for "
        "new customers, with your names, if nobody minds.",
    ),
    ("soren", "Not at all."),
    ("priya", "Fine with me, and the table too."),
    ("tomas", "Please round my 8 % up to *eight to nine*; a second meter says 8.7."),
    ("wei", "New flat, own wallbox at last: **3.40**. I can join the contest now."),
    ("ben", "Welcome to the club, Wei!"),
    ("dario", "3.90 this month. The foot got lighter."),
    ("layla", "وصلتُ إلى ٢٫٧ دينار هذا الشهر. شكرًا على النصائح!"),
    ("soren", "October is in: 2.95. First time under three in autumn."),
)
DAYS = 64  # from the first word to the last


def _ago(index: int) -> str:
    """Spread over the weeks, closer together at the beginning, the last one yesterday."""
    return f"{max(24, round(DAYS * 24 * (1 - (index + 1) / len(WORDS)) ** 1.4))}h"


SCENE = Scene(
    "ideas",
    "What do 100 km really cost you?",
    "ben",
    f"{DAYS}d",
    """Let us compare honestly: **what do 100 km cost you**, with everything that goes through
the wallbox? Say where you are, how you charge, and whether you count the roof.

I will keep a list of what helped most.""",
    tags="prices, flex, winter",
    kind="discussion",
    steps=(
        *(Say(who, _ago(index), text) for index, (who, text) in enumerate(WORDS)),
        Do("vote", "ben,soren,tomas,ana,kim,noam,wei,olu,dario", "23h", 10),
        Do("vote", "jonas,ana,mia,ben", "23h", 38),
    ),
)
